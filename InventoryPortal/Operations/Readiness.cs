using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations;

/// <summary>Whether this process can do its work: the database takes a write and no loop has fallen silent.</summary>
public sealed class Readiness(PortalDatabase database, WorkerPulse pulse, TimeProvider clock, ILogger<Readiness> log)
{
    /// <summary>An answer is kept this long: probes of several balancers must not become a stream of writes.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>How long the database may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Loops give a sign every half minute; the sweep may wait behind a task of ten minutes.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(12);

    /// <summary>What must be alive. Long nightly work is silent while it runs, and that is no fault.</summary>
    private static readonly string[] Vital = [nameof(Jobs.JobWorker), nameof(Alerts.StockAlertWorker), nameof(Schedules.DueWorkTask)];

    private const string Cursor = "readiness";

    private (bool Ready, DateTimeOffset At)? _last;

    /// <summary>Asks; never throws.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_last is { } last && now - last.At < Freshness)
        {
            return last.Ready;
        }
        var ready = !pulse.Silent(SilentAfter).Intersect(Vital).Any() && await CanWriteAsync(cancellationToken);
        _last = (ready, now);
        return ready;
    }

    private async Task<bool> CanWriteAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await database.WriteAsync((db, token) => TouchAsync(db, clock.GetUtcNow(), token), either.Token);
            return true;
        }
        catch (Exception e)
        {
            log.LogWarning("The database took no write: {Reason}", e.GetBaseException().Message);
            return false;
        }
    }

    private static async Task TouchAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Cursors.Where(c => c.Name == Cursor).ExecuteUpdateAsync(s => s.SetProperty(c => c.UpdatedAt, now), cancellationToken) == 0)
        {
            db.Cursors.Add(new CursorRow { Name = Cursor, Value = "", UpdatedAt = now });
        }
    }
}
