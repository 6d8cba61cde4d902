using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>What one poll came to.</summary>
/// <param name="Orders">Orders read.</param>
/// <param name="New">Of these, states not seen before.</param>
/// <param name="Failure">Null when every page was read.</param>
public sealed record PollOutcome(int Orders, int New, ReadFailure? Failure)
{
    /// <summary>The channel's key; null when there is no such channel.</summary>
    public string? Channel { get; init; }
}

/// <summary>Reads a channel's changed orders into the inbox: the backstop for webhooks that never came.</summary>
public sealed class OrderPoll(
    PortalDatabase database, InboxStore inbox, ConnectionLookup connections, AdapterSet adapters, CommitSignals signals, TimeProvider clock)
{
    /// <summary>On the monitor.</summary>
    private const string Route = "orders";

    /// <summary>Pages of one poll; the cursor keeps what was read, so a longer backlog goes on in the next poll.</summary>
    private const int MaxPages = 1000;

    /// <summary>Read again from this long before the newest change seen: channels keep whole seconds, and changes commit out of order.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    /// <summary>How far before the connection the first poll begins: more than a store's clock or time zone is likely to be off.</summary>
    internal static readonly TimeSpan FirstLookBack = TimeSpan.FromHours(2);

    /// <summary>Ids of active channels whose last whole poll is older than their own interval.</summary>
    public async Task<IReadOnlyList<long>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var channels = await database.ReadAsync(
            (db, token) => db.Channels.Where(c => c.State == ChannelState.Active).Select(c => new { c.Id, c.Kind, c.LastPolledAt }).ToListAsync(token),
            cancellationToken);
        return [.. channels.Where(c => adapters.Get(c.Kind) is { } adapter && (c.LastPolledAt is null || c.LastPolledAt + adapter.Traits.PollEvery <= now)).Select(c => c.Id)];
    }

    /// <summary>Reads every order changed since the last poll. Each page is stored, and the cursor moved, before the next is read.</summary>
    public async Task<PollOutcome> RunAsync(long channelId, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(channelId, cancellationToken) is not { } connection || adapters.Get(connection.Kind) is not { } adapter)
        {
            return new PollOutcome(0, 0, new ReadFailure.Unusable("The channel has no adapter."));
        }
        var started = clock.GetUtcNow();
        var from = await StartAsync(channelId, cancellationToken);
        int orders = 0, fresh = 0;
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var read = await adapter.ReadOrdersAsync(connection, new OrderQuery(from - Overlap, cursor), cancellationToken);
            fresh += await inbox.AcceptPolledAsync(channelId, read, cancellationToken);
            orders += read.Orders.Count;
            await NoteAsync(connection, read, read.Failure is null && read.NextCursor is null ? started : null, cancellationToken);
            if (read.Failure is { } failure)
            {
                return new PollOutcome(orders, fresh, failure) { Channel = connection.Key };
            }
            if (read.NextCursor is null)
            {
                return new PollOutcome(orders, fresh, null);
            }
            cursor = read.NextCursor;
        }
        return new PollOutcome(orders, fresh, null);
    }

    private Task<DateTimeOffset> StartAsync(long channelId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var name = CursorName(channelId);
                var cursor = await db.Cursors.SingleOrDefaultAsync(c => c.Name == name, token);
                if (cursor is not null && long.TryParse(cursor.Value, CultureInfo.InvariantCulture, out var ticks))
                {
                    return new DateTimeOffset(ticks, TimeSpan.Zero);
                }
                var channel = await db.Channels.SingleAsync(c => c.Id == channelId, token);

                // Before the first answer the channel's clock is unknown: ask from well before, old orders change nothing.
                return channel.CountsFrom - FirstLookBack;
            },
            cancellationToken);

    private async Task NoteAsync(ChannelConnection connection, OrderPage page, DateTimeOffset? completeSince, CancellationToken cancellationToken)
    {
        var channelId = connection.ChannelId;
        var now = clock.GetUtcNow();
        await database.WriteAsync(
            async (db, token) =>
            {
                var channel = await db.Channels.SingleAsync(c => c.Id == channelId, token);
                InboxRules.NotePage(channel, page, completeSince, now);
                if (InboxRules.ReadTo(page) is { } readTo)
                {
                    await MoveCursorAsync(db, channelId, readTo, now, token);
                }
                if (page.Failure is { } failure)
                {
                    await FailedRead.NoteAsync(db, connection, Route, failure, now, token);
                }
            },
            cancellationToken);
        FailedRead.Tell(signals, channelId, page.Failure);
    }

    private static async Task MoveCursorAsync(PortalDbContext db, long channelId, DateTimeOffset newest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = CursorName(channelId);
        var row = await db.Cursors.SingleOrDefaultAsync(c => c.Name == name, cancellationToken);
        if (row is null)
        {
            db.Cursors.Add(row = new CursorRow { Name = name, Value = "0" });
        }
        if (newest.UtcTicks > long.Parse(row.Value, CultureInfo.InvariantCulture))
        {
            row.Value = newest.UtcTicks.ToString(CultureInfo.InvariantCulture);
        }
        row.UpdatedAt = now;
    }

    private static string CursorName(long channelId) => $"orders:{channelId}";
}
