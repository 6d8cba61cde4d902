using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Schedules;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Browser;

/// <summary>A paused store with a row for every page to show, so that pages are looked at full and not only empty.</summary>
internal static class SampleStore
{
    public const string Sku = "AXE-1";
    public const string ChannelKey = "axe-shop";

    private static readonly DateTimeOffset At = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Adds the rows; returns the id of the job.</summary>
    public static async Task<long> AddAsync(PortalDatabase database, CancellationToken cancellationToken)
    {
        var (channel, product) = await database.WriteAsync(
            async (db, token) =>
            {
                var shop = new ChannelRow { Key = ChannelKey, Name = "Axe shop", Kind = ChannelKind.WooCommerce, State = ChannelState.Paused, SettingsJson = """{"baseUrl":"https://shop.example.com"}""", CountsFrom = At, CreatedAt = At };
                var sold = new ProductRow { Sku = Sku, SkuNormalised = Sku, Name = "Looked at", SearchText = Sku, OnHand = 3, LowStockThreshold = 5, CreatedAt = At, UpdatedAt = At };
                db.AddRange(shop, sold);
                await db.SaveChangesAsync(token);
                return (shop.Id, sold.Id);
            },
            cancellationToken);
        var job = new SyncJobRow { Kind = SyncJobKind.ChannelSync, ChannelId = channel, Status = JobStatus.Failed, Attempts = 5, ScheduledFor = At, StartedAt = At, CompletedAt = At, Error = "It did not answer in time.", ProgressDone = 3, ProgressTotal = 9, CreatedBy = "system", CreatedAt = At };
        await database.WriteAsync(
            (db, _) =>
            {
                db.Add(job);
                db.AddRange(Rows(channel, product));
                return Task.CompletedTask;
            },
            cancellationToken);
        return job.Id;
    }

    private static IEnumerable<object> Rows(long channel, long product)
    {
        yield return new ListingRow { ChannelId = channel, ExternalId = "799", ExternalSku = Sku, Title = "Looked at", ProductId = product, LinkState = LinkState.Linked, Desired = 3, DesiredRevision = 2, DesiredAt = At, SeenAt = At };
        yield return new ListingRow { ChannelId = channel, ExternalId = "800", ExternalSku = "TWICE", Title = "Claimed twice", LinkState = LinkState.Ambiguous, SeenAt = At };
        yield return new ListingRow { ChannelId = channel, ExternalId = "801/2", Title = "Nobody's", LinkState = LinkState.Unlinked, SeenAt = At };
        yield return new ListingRow { ChannelId = channel, ExternalId = "802", Title = "Given up", ProductId = product, LinkState = LinkState.Linked, Desired = 3, DesiredRevision = 2, DesiredAt = At, SeenAt = At, IsDead = true, Attempts = 5, LastError = "It is a draft." };
        yield return new MovementRow { ProductId = product, Kind = MovementKind.Restock, Delta = 3, OnHandAfter = 3, CauseType = "command", IdempotencyKey = "axe", ActorKind = ActorKind.System, ActorId = "system", ActorName = "system", Reason = "delivery", OccurredAt = At, RecordedAt = At };
        yield return new InboundEventRow { ChannelId = channel, EventKey = "axe", Topic = "order.updated", SubjectId = "17", Body = "{}"u8.ToArray(), ReceivedAt = At, Status = InboundStatus.Dead, Attempts = 5, Reason = "The order has no whole id." };
        yield return new AlertDestinationRow { Name = "Night shift", Kind = DestinationKind.Mail, Address = "ops@example.test", Language = "en", TimeZone = "Europe/Berlin", QuietFrom = 1320, QuietTo = 420, Digest = DigestMode.Daily, LeastSeverity = AlertSeverity.Warning, IsEnabled = true, CreatedAt = At, Version = 1 };
        // Sent to the one above, for which there is no mail server: it waits and says why.
        yield return new AlertRow { Kind = AlertKind.Oversold, State = AlertState.Open, OpenKey = "axe", CauseKey = "axe", ProductId = product, Subject = Sku, Message = "2 more units of AXE-1 are sold or promised than there are.", Count = 2, FirstAt = At, LastAt = At, NoticeDueAt = At, AssignedTo = "ann@example.test", SnoozedUntil = At.AddYears(50), Note = "3" };
        yield return new OversellRow { ProductId = product, MovementKey = "axe", ChannelId = channel, Reference = "17", Units = 2, AvailableBefore = 1, AvailableAfter = -1, Heard = HeardBy.Event, Cause = OversellCause.LastUnitTwice, PreventingBuffer = 1, BufferMissed = 2, SplitPrevents = true, SplitMissed = 1, CostDays = 30, DelayMs = 400, OccurredAt = At, RecordedAt = At, ExaminedAt = At };
        yield return new ScheduleRow { Name = "full-sync", At = 135, PausedSince = At, PausedBy = "ann@example.test", BegunAt = At, EndedAt = At, Outcome = RunOutcome.Failed, Reason = "The portal was stopped.", RunsJson = """[{"begunAt":"2026-11-23T12:00:00Z","endedAt":"2026-11-23T12:00:09Z","outcome":"Failed","reason":"The portal was stopped.","by":"ann@example.test","times":1}]""" };
        yield return new ErrorLogRow { Type = "TimeoutException", Message = "The operation took too long.", Severity = "error", At = At };
        yield return new ActivityRow { At = At, ActorKind = ActorKind.System, ActorId = "system", ActorName = "system", Action = "stock.adjust", Subject = Sku, Allowed = true, OperationId = "axe" };
        yield return new SyncAttemptRow { ChannelId = channel, Route = "products/batch", Items = 3, StartedAt = At, DurationMs = 512, Status = 200, Applied = 2, Rejected = 1 };
    }
}
