using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Persistence;

/// <summary>Reads the connection string before anything connects. Its text is not repeated: it may hold a password.</summary>
internal sealed class DatabaseOptionsValidation(IConfiguration configuration) : IValidateOptions<DatabaseOptions>
{
    private const string Key = "ConnectionStrings:" + PersistenceFeature.ConnectionName;

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        var text = configuration.GetConnectionString(PersistenceFeature.ConnectionName);
        var fault = options.Provider == DatabaseProvider.SqlServer ? OfServer(text) : OfFile(text);
        return fault is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(fault);
    }

    private static string? OfServer(string? text) =>
        string.IsNullOrWhiteSpace(text) ? $"Database:Provider is SqlServer but {Key} is not set."
        : ForServer(text) is { DataSource.Length: > 0 } ? null
        : $"{Key} cannot be read: for SQL Server it holds name=value pairs separated by semicolons, such as Server=db.example.com;Database=Inventory;User ID=portal;Password=….";

    private static string? OfFile(string? text) =>
        text is null ? null
        : string.IsNullOrWhiteSpace(text) ? $"{Key} is empty: leave it out, or name a file, such as {DatabaseOptions.DefaultSqlite}."
        : ForFile(text) is { } file && (file.Mode == SqliteOpenMode.Memory || file.DataSource.Length > 0) ? null
        : ForServer(text) is { DataSource.Length: > 0 } ? $"{Key} names a server: Database:Provider must then be SqlServer; a SQLite file is named as in {DatabaseOptions.DefaultSqlite}."
        : $"{Key} cannot be read: for SQLite it must name a file, such as {DatabaseOptions.DefaultSqlite}.";

    private static SqliteConnectionStringBuilder? ForFile(string text) => Read(text, t => new SqliteConnectionStringBuilder(t));

    private static Microsoft.Data.SqlClient.SqlConnectionStringBuilder? ForServer(string text) => Read(text, t => new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(t));

    private static T? Read<T>(string text, Func<string, T> read)
        where T : DbConnectionStringBuilder
    {
        try
        {
            return read(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
