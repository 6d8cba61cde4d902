using InventoryPortal.Domain.Orders;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>What the tables keep, refuse and compute.</summary>
public abstract class TableTests(Func<Task<TestDatabase>> open) : DatabaseSuite(open)
{
    [Fact]
    public async Task Every_column_of_every_table_comes_back_as_it_went_in()
    {
        await using var write = await ContextAsync();
        await using var read = await ContextAsync();
        var rows = new SampleRows(write);
        foreach (var table in SampleRows.Tables(write.Model))
        {
            var row = await rows.AddAsync(table, seed: 7, Token);
            var written = write.Entry(row);
            var key = table.FindPrimaryKey()!.Properties.Select(p => written.Property(p).CurrentValue).ToArray();
            var found = read.Entry((await read.FindAsync(table.ClrType, key, Token))!);
            foreach (var column in table.GetProperties())
            {
                Assert.Equal((column.ToString(), written.Property(column).CurrentValue), (column.ToString(), found.Property(column).CurrentValue), Same);
            }
        }
    }

    [Fact]
    public async Task A_unique_key_refuses_a_second_row_on_every_table_that_has_one()
    {
        await using var model = await ContextAsync();
        var keys = SampleRows.Tables(model.Model).SelectMany(t => t.GetIndexes().Where(i => i.IsUnique)).ToList();
        Assert.True(keys.Count >= 7, "The unique keys have gone.");
        foreach (var key in keys)
        {
            await using var fresh = Database is { File: null } ? null : await TestDatabase.OnSqliteAsync();
            await RefusesSecondAsync(fresh ?? Database, key);
        }
    }

    [Fact]
    public async Task Keys_that_differ_only_in_case_are_two_keys()
    {
        await using var db = await ContextAsync();
        var product = await AddProductAsync("CASE-1", onHand: 1);
        db.Movements.AddRange(Movement(product, "order:abc"), Movement(product, "order:ABC"));
        await db.SaveChangesAsync(Token);

        Assert.Equal(1, await db.Movements.CountAsync(m => m.IdempotencyKey == "order:abc", Token));
    }

    [Fact]
    public async Task Resolved_alerts_share_no_open_key()
    {
        await using var db = await ContextAsync();
        db.Alerts.AddRange(Alert(), Alert());
        await db.SaveChangesAsync(Token);

        Assert.Equal(2, await db.Alerts.CountAsync(Token));
    }

    [Fact]
    public async Task Available_is_computed_by_the_database_and_may_be_negative()
    {
        // A sale that a channel already took is a fact: no check forbids it.
        var id = await AddProductAsync("OVERSOLD", onHand: -5, reserved: 2);

        await using var db = await ContextAsync();
        Assert.Equal(-7, (await db.Products.SingleAsync(p => p.Id == id, Token)).Available);
        await db.Products.Where(p => p.Id == id).ExecuteUpdateAsync(s => s.SetProperty(p => p.OnHand, -8).SetProperty(p => p.Reserved, -1), Token);
        Assert.Equal(1, await db.Products.CountAsync(p => p.Available == -7, Token));
    }

    [Theory]
    [InlineData("LowStockThreshold")]
    [InlineData("Buffer")]
    public async Task A_products_rules_are_never_negative(string column) =>
        Assert.Equal(DbFault.Other, await FaultOfAsync(db =>
        {
            var row = db.Add(Product("BAD"));
            row.Property(column).CurrentValue = -1;
            return Task.CompletedTask;
        }));

    [Theory]
    [InlineData(typeof(ChannelRow), nameof(ChannelRow.Weight), -1)]
    [InlineData(typeof(ChannelRow), nameof(ChannelRow.GuardPercent), 101)]
    [InlineData(typeof(ListingRow), nameof(ListingRow.Min), -1)]
    [InlineData(typeof(ListingRow), nameof(ListingRow.Max), -1)]
    [InlineData(typeof(ListingRow), nameof(ListingRow.Weight), -1)]
    [InlineData(typeof(ListingRow), nameof(ListingRow.Buffer), -1)]
    [InlineData(typeof(ListingRow), nameof(ListingRow.FixedQuantity), -1)]
    [InlineData(typeof(ListingRow), nameof(ListingRow.ConfirmedRevision), 99L)]
    [InlineData(typeof(ListingRow), nameof(ListingRow.SentRevision), 99L)]
    [InlineData(typeof(ReservationRow), nameof(ReservationRow.Quantity), 0)]
    [InlineData(typeof(OrderLineRow), nameof(OrderLineRow.Returned), 99)]
    [InlineData(typeof(OrderLineRow), nameof(OrderLineRow.Ordered), -1)]
    [InlineData(typeof(OrderLineRow), nameof(OrderLineRow.Reserved), -1)]
    public async Task A_check_refuses_what_no_rule_could_mean(Type table, string column, object value)
    {
        await using var db = await ContextAsync();
        var rows = new SampleRows(db);

        var fault = await Assert.ThrowsAsync<DbUpdateException>(() =>
            rows.AddAsync(db.Model.FindEntityType(table)!, seed: 7, Token, row => db.Entry(row).Property(column).CurrentValue = value));

        Assert.Contains("CK_", fault.GetBaseException().Message, StringComparison.Ordinal);
        Assert.Equal(DbFault.Other, db.Dialect.Classify(fault));
    }

    [Theory]
    [InlineData(typeof(ProductRow), nameof(ProductRow.Version))]
    [InlineData(typeof(ProductRow), nameof(ProductRow.StockVersion))]
    [InlineData(typeof(ChannelRow), nameof(ChannelRow.Version))]
    [InlineData(typeof(OrderLineRow), nameof(OrderLineRow.Version))]
    public async Task A_stale_token_changes_nothing(Type table, string token)
    {
        await using var first = await ContextAsync();
        var row = await new SampleRows(first).AddAsync(first.Model.FindEntityType(table)!, seed: 7, Token);
        await using var second = await ContextAsync();
        var late = second.Entry((await second.FindAsync(table, [first.Entry(row).Property("Id").CurrentValue!], Token))!);
        first.Entry(row).Property(token).CurrentValue = 8L;
        await first.SaveChangesAsync(Token);

        late.Property(token).CurrentValue = 9L;
        var fault = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(Token));

        Assert.Equal(DbFault.Stale, second.Dialect.Classify(fault));
    }

    [Fact]
    public async Task Instants_of_any_offset_sort_and_compare_as_instants()
    {
        await using var db = await ContextAsync();
        var noon = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        foreach (var (type, at) in new[] { ("third", noon.AddTicks(2)), ("first", noon.ToOffset(TimeSpan.FromHours(14))), ("second", noon.AddTicks(1).ToOffset(TimeSpan.FromHours(-11))) })
        {
            db.Errors.Add(new ErrorLogRow { Type = type, Message = "m", Severity = "error", At = at });
        }
        await db.SaveChangesAsync(Token);

        Assert.Equal(["first", "second", "third"], await db.Errors.OrderBy(e => e.At).Select(e => e.Type).ToListAsync(Token));
        Assert.Equal(["second", "third"], await db.Errors.Where(e => e.At > noon).OrderBy(e => e.At).Select(e => e.Type).ToListAsync(Token));
        Assert.Equal(noon.AddTicks(2), await db.Errors.MaxAsync(e => e.At, Token));
    }

    [Fact]
    public async Task Every_state_by_name_fits_its_column()
    {
        await using var db = await ContextAsync();
        var names = from column in db.Model.GetEntityTypes().SelectMany(t => t.GetProperties())
                    let type = Nullable.GetUnderlyingType(column.ClrType) ?? column.ClrType
                    where type.IsEnum
                    from name in Enum.GetNames(type)
                    where name.Length > (column.GetMaxLength() ?? 0)
                    select $"{column.DeclaringType.DisplayName()}.{column.Name}: {name}";

        Assert.Empty(names);
    }

    private static async Task RefusesSecondAsync(TestDatabase database, IIndex key)
    {
        await using var db = await database.Factory.CreateDbContextAsync(Token);
        var table = db.Model.FindEntityType(key.DeclaringEntityType.Name)!;
        var rows = new SampleRows(db);
        var first = db.Entry(await rows.AddAsync(table, seed: 3, Token));

        var fault = await Record.ExceptionAsync(() => rows.AddAsync(table, seed: 4, Token, second =>
        {
            foreach (var column in key.Properties)
            {
                db.Entry(second).Property(column.Name).CurrentValue = first.Property(column.Name).CurrentValue;
            }
        }));

        Assert.True(fault is not null && db.Dialect.Classify(fault) == DbFault.Duplicate, $"{key}: {fault?.GetBaseException().Message ?? "accepted"}");
    }

    private static bool Same((string? Column, object? Value) one, (string? Column, object? Value) other) => (one.Value, other.Value) switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        _ => Equals(one.Value, other.Value),
    };

    private static MovementRow Movement(long product, string key) => new()
    {
        ProductId = product,
        CauseType = "command",
        IdempotencyKey = key,
        ActorId = "test",
        ActorName = "test",
        OccurredAt = SampleRows.Instant,
        RecordedAt = SampleRows.Instant,
    };

    private static AlertRow Alert() => new()
    {
        CauseKey = "oversold:1",
        Subject = "SKU",
        Message = "Sold beyond stock.",
        FirstAt = SampleRows.Instant,
        LastAt = SampleRows.Instant,
    };
}

public sealed class TablesOnSqlite() : TableTests(() => TestDatabase.OnSqliteAsync());

public sealed class TablesOnSqlServer() : TableTests(TestDatabase.OnSqlServerAsync);
