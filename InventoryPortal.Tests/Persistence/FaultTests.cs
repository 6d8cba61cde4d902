using InventoryPortal.Persistence.Providers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>What a provider's fault means, whatever is wrapped around it.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(19, 2067, DbFault.Duplicate)]
    [InlineData(19, 1555, DbFault.Duplicate)]
    [InlineData(19, 275, DbFault.Other)]
    [InlineData(19, 787, DbFault.Other)]
    [InlineData(5, 5, DbFault.Contention)]
    [InlineData(6, 262, DbFault.Contention)]
    [InlineData(13, 13, DbFault.Full)]
    [InlineData(8, 8, DbFault.Full)]
    [InlineData(10, 778, DbFault.Full)]
    [InlineData(14, 14, DbFault.Unreachable)]
    [InlineData(11, 11, DbFault.Other)]
    public void A_fault_of_SQLite_has_one_meaning(int code, int extended, DbFault meaning)
    {
        using var dialect = new SqliteDialect("Data Source=x");
        var fault = new SqliteException("as SQLite says it", code, extended);

        Assert.Equal(meaning, dialect.Classify(fault));
        Assert.Equal(meaning, dialect.Classify(new DbUpdateException("wrapped", fault)));
    }

    [Fact]
    public void What_no_database_said_is_other()
    {
        using var dialect = new SqliteDialect("Data Source=x");

        Assert.Equal(DbFault.Other, dialect.Classify(new InvalidOperationException()));
        Assert.Equal(DbFault.Other, SqlServerDialect.Instance.Classify(new TimeoutException()));
        Assert.Equal(DbFault.Contention, SqlServerDialect.Instance.Classify(new InvalidOperationException("", new DatabaseBusyException("busy"))));
        Assert.Equal(DbFault.Stale, SqlServerDialect.Instance.Classify(new DbUpdateConcurrencyException()));
    }
}
