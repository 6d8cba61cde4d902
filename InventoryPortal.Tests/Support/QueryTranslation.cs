using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using InventoryPortal.Persistence.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// Translates every query that any test runs on SQLite for SQL Server too, at the moment it is compiled, and reads the
/// outcome with the T-SQL parser. A query that the production provider cannot run fails the test that ran it.
/// </summary>
public sealed class QueryTranslation : IQueryExpressionInterceptor
{
    /// <summary>One for all tests: each instance would cost EF Core an internal container of its own.</summary>
    public static readonly QueryTranslation Instance = new();

    private readonly ConcurrentDictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>T-SQL of what was translated so far.</summary>
    public IReadOnlyCollection<string> Translated => [.. _seen.Values];

    /// <inheritdoc />
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (eventData.Context is SqlitePortalDbContext && OfflineSqlServer.Translate(queryExpression) is { } sql)
        {
            TSql.AssertParses(sql);
            _seen[sql] = sql;
        }
        return queryExpression;
    }
}

public static class QueryTranslationRegistration
{
    /// <summary>
    /// Watches every query of the embedded database; register after the portal's own services. A query that takes some rows and does
    /// not say which fails the test that ran it: in the portal's log it would be a warning.
    /// </summary>
    public static IServiceCollection AddQueryTranslation(this IServiceCollection services) =>
        services.ConfigureDbContext<SqlitePortalDbContext>(options => options
            .AddInterceptors(QueryTranslation.Instance)
            .ConfigureWarnings(w => w.Throw(CoreEventId.RowLimitingOperationWithoutOrderByWarning)));
}

/// <summary>The SQL Server context without a server: nothing is opened, and a command ends as soon as its text is known.</summary>
public static class OfflineSqlServer
{
    private static readonly DbContextOptions<SqlServerPortalDbContext> Options =
        new DbContextOptionsBuilder<SqlServerPortalDbContext>()
            .UseSqlServer("Server=offline;Database=offline", sql => sql.UseCompatibilityLevel(160))
            .AddInterceptors(new NoConnection(), new TextOnly())
            .Options;

    public static SqlServerPortalDbContext Create() => new(Options);

    /// <summary>The T-SQL of a query that was built for another provider; null for raw SQL, which belongs to the dialects.</summary>
    public static string? Translate(Expression query)
    {
        using var db = Create();
        Expression rebound;
        try
        {
            rebound = new Rebinder(db).Visit(query);
        }
        catch (RawSql)
        {
            return null;
        }
        var provider = ((IQueryable)db.Products).Provider;
        return Capture(() =>
        {
            if (rebound.Type.IsGenericType && typeof(IQueryable).IsAssignableFrom(rebound.Type))
            {
                provider.CreateQuery(rebound).GetEnumerator().MoveNext();
            }
            else
            {
                provider.Execute(rebound);
            }
        });
    }

    /// <summary>The text of the first command that the action would have sent.</summary>
    public static string Capture(Action run)
    {
        try
        {
            run();
        }
        catch (Exception e) when (CommandOf(e) is not null)
        {
            return CommandOf(e)!.Text;
        }
        throw new InvalidOperationException("No command was sent.");
    }

    private static CommandText? CommandOf(Exception? e)
    {
        while (e is not null and not CommandText)
        {
            e = e.InnerException;
        }
        return (CommandText?)e;
    }

    private sealed class RawSql() : Exception("Raw SQL is not translated.");

    private sealed class CommandText(string text) : Exception("The command's text is known.")
    {
        public string Text { get; } = text;
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(
            System.Data.Common.DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();
    }

    private sealed class TextOnly : DbCommandInterceptor
    {
        public override InterceptionResult<System.Data.Common.DbDataReader> ReaderExecuting(
            System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<System.Data.Common.DbDataReader> result) =>
            throw new CommandText(command.CommandText);

        public override InterceptionResult<int> NonQueryExecuting(
            System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
            throw new CommandText(command.CommandText);

        public override InterceptionResult<object> ScalarExecuting(
            System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<object> result) =>
            throw new CommandText(command.CommandText);
    }

    /// <summary>Puts the SQL Server model's tables and sample parameters into a query that was prepared on another model.</summary>
    private sealed class Rebinder(SqlServerPortalDbContext db) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node switch
        {
            EntityQueryRootExpression root when root.GetType() == typeof(EntityQueryRootExpression) => RootOf(root.EntityType.ClrType),
            QueryRootExpression => throw new RawSql(),
            QueryParameterExpression parameter => Sample(parameter.Type),
            _ => base.VisitExtension(node),
        };

        private Expression RootOf(Type row)
        {
            var set = typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(row).Invoke(db, null)!;
            return ((IQueryable)set).Expression;
        }

        // A field of a captured object, as a local variable of the caller was: it becomes a parameter again.
        private static MemberExpression Sample(Type type)
        {
            var box = Activator.CreateInstance(typeof(StrongBox<>).MakeGenericType(type), SampleValue(type))!;
            return Expression.Field(Expression.Constant(box), nameof(StrongBox<int>.Value));
        }

        private static object? SampleValue(Type type)
        {
            if (type == typeof(string))
            {
                return "sample";
            }
            if (Nullable.GetUnderlyingType(type) is { } inner)
            {
                return SampleValue(inner);
            }
            if (ItemOf(type) is { } item)
            {
                return SampleList(type, item);
            }
            // One, not zero: a query that takes no rows is translated to nothing.
            return type == typeof(int) || type == typeof(long) ? Convert.ChangeType(1, type, null)
                : type.IsValueType ? Activator.CreateInstance(type) : null;
        }

        private static Type? ItemOf(Type type) =>
            type.IsArray ? type.GetElementType()
            : type.GetInterfaces().Append(type)
                .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

        private static object SampleList(Type type, Type item)
        {
            var array = Array.CreateInstance(item, 2);
            array.SetValue(SampleValue(item), 0);
            array.SetValue(SampleValue(item), 1);
            return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(type, array)!;
        }
    }
}
