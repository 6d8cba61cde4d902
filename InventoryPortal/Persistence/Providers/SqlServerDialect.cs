using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence.Providers;

/// <summary>SQL Server: row locks, taken on the products in ascending order before anything that depends on them is read.</summary>
public sealed class SqlServerDialect : ProviderDialect
{
    public static readonly SqlServerDialect Instance = new();

    private const int Deadlock = 1205;
    private const int LockTimeout = 1222;
    private const int SnapshotConflict = 3960;
    private const int CommandTimeout = -2;
    private const int UniqueIndex = 2601;
    private const int UniqueConstraint = 2627;
    private const int FileGroupFull = 1105;
    private const int LogFull = 9002;
    private const int ReadOnlyDatabase = 3906;

    private static readonly HashSet<int> ConnectionLost = [-1, 2, 53, 121, 233, 4060, 10053, 10054, 10060, 10061, 18456, 40197, 40501, 40613];

    /// <inheritdoc />
    public override async Task<WriteTransaction> BeginWriteAsync(PortalDbContext db, CancellationToken cancellationToken) =>
        new(await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken), gate: null);

    /// <inheritdoc />
    public override async Task LockProductsAsync(PortalDbContext db, IReadOnlyCollection<long> ascendingIds, CancellationToken cancellationToken)
    {
        if (ascendingIds.Count > 0)
        {
            await db.Database.SqlQueryRaw<long>(LockSql(ascendingIds)).ToListAsync(cancellationToken);
        }
    }

    /// <summary>The locking read; ids are numbers of ours, written out so that the plan seeks each row in order.</summary>
    public static string LockSql(IEnumerable<long> ascendingIds)
    {
        var list = string.Join(", ", ascendingIds.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        return $"SELECT [Id] AS [Value] FROM [Products] WITH (UPDLOCK, ROWLOCK) WHERE [Id] IN ({list}) ORDER BY [Id] OFFSET 0 ROWS";
    }

    /// <inheritdoc />
    public override bool LocksRows => true;

    /// <inheritdoc />
    public override int MaxParameters => 2_000;

    /// <summary>As many as a group of writers has: each statement is a way to the server and back.</summary>
    public override int RowsPerStatement => 64;

    /// <inheritdoc />
    public override string CountingRows => "SET NOCOUNT OFF; ";

    /// <inheritdoc />
    public override string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    /// <inheritdoc />
    public override (string BeforeValues, string AtEnd) ReturnedIds(string idColumn, string keyColumn) =>
        ($" OUTPUT INSERTED.{Quote(idColumn)}, INSERTED.{Quote(keyColumn)}", "");

    /// <inheritdoc />
    protected override DbFault ClassifyProvider(Exception exception) => exception is not SqlException e
        ? DbFault.Other
        : e.Number switch
        {
            UniqueIndex or UniqueConstraint => DbFault.Duplicate,
            Deadlock or LockTimeout or SnapshotConflict or CommandTimeout => DbFault.Contention,
            FileGroupFull or LogFull or ReadOnlyDatabase => DbFault.Full,
            var number when ConnectionLost.Contains(number) => DbFault.Unreachable,
            _ => DbFault.Other,
        };
}
