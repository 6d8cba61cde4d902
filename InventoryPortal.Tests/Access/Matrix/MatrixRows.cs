using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>What the two channels of the matrix hold: something of every sort that is told of anywhere.</summary>
internal sealed class MatrixRows(PortalDatabase database)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>Of what cells add: the lists begin with what was there before.</summary>
    private static readonly DateTimeOffset Earlier = Now.AddDays(-1);

    private (long North, long South) _channels;
    private long _product;
    private long _destination;

    public async Task SeedAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await ConnectAsync(services, MatrixWorld.North, MatrixWorld.NorthText, cancellationToken);
        await ConnectAsync(services, MatrixWorld.South, MatrixWorld.SouthText, cancellationToken);
        var made = await services.GetRequiredService<ProductStore>().CreateAsync(CommandContext.System, new NewProduct("SHARED", "Shared", OnHand: 100_000), cancellationToken);
        Assert.IsType<CommandAnswer<ProductView>.Done>(made);
        await database.WriteAsync(
            async (db, token) =>
            {
                _channels = (await db.Channels.Where(c => c.Key == MatrixWorld.North).Select(c => c.Id).SingleAsync(token),
                    await db.Channels.Where(c => c.Key == MatrixWorld.South).Select(c => c.Id).SingleAsync(token));
                var product = await db.Products.AsTracking().SingleAsync(token);
                (_product, product.FlashSince) = (product.Id, Now);
                var destination = Destination("everywhere", channels: null);
                db.AlertDestinations.AddRange(destination, Destination("to the first", MatrixWorld.North), Destination("to the second", MatrixWorld.South));
                await db.SaveChangesAsync(token);
                _destination = destination.Id;
                await OfAsync(db, _channels.North, MatrixWorld.North, MatrixWorld.NorthText, token);
                await OfAsync(db, _channels.South, MatrixWorld.South, MatrixWorld.SouthText, token);
                db.ErrorCauses.Add(new ErrorCauseRow { Key = "request.failed", Severity = "error", FirstAt = Now, LastAt = Now, Count = 1 });
                await ImportAsync(db, token);
            },
            cancellationToken);
    }

    /// <summary>Adds one thing of the channel in question, or as its name says of none or all; returns its id.</summary>
    public Task<long> AddAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                switch (name)
                {
                    case "reservation" or "reservationOfNone":
                        return await SavedAsync(db, new ReservationRow { ProductId = _product, Quantity = 1, Reference = "r", ChannelId = name == "reservation" ? _channels.North : null, CreatedAt = Now }, r => r.Id, token);
                    case "job":
                        return await SavedAsync(db, Job(_channels.North, JobStatus.Pending, null), j => j.Id, token);
                    case "failed":
                        return await SavedAsync(db, Job(_channels.North, JobStatus.Failed, "It went to pieces."), j => j.Id, token);
                    case "jobOfAll":
                        return await SavedAsync(db, Job(null, JobStatus.Pending, null), j => j.Id, token);
                    case "event":
                        return await SavedAsync(db, Event(_channels.North, MatrixWorld.NorthText), e => e.Id, token);
                    case "alert":
                        return await SavedAsync(db, Alert(_channels.North, MatrixWorld.NorthText, Earlier), a => a.Id, token);
                    case "alertOfNone":
                        return await SavedAsync(db, Alert(null, "nobody", Earlier), a => a.Id, token);
                    case "destination":
                        return await SavedAsync(db, Destination($"D {Guid.NewGuid():N}", channels: null), d => d.Id, token);
                    case "delivery":
                        var alert = await SavedAsync(db, Alert(_channels.North, MatrixWorld.NorthText, Earlier), a => a.Id, token);
                        return await SavedAsync(db, Delivery(alert), d => d.Id, token);
                    case "import":
                        return await ImportAsync(db, token);
                    case "cancelledImport":
                        return await ImportAsync(db, token, ImportKind.Products, JobStatus.Cancelled);
                    default:
                        throw new ArgumentOutOfRangeException(nameof(name), name, "Nothing of that name is made.");
                }
            },
            cancellationToken);

    private static async Task ConnectAsync(IServiceProvider services, string key, string text, CancellationToken cancellationToken)
    {
        var input = new ChannelInput(
            key,
            ChannelKind.WooCommerce,
            text,
            new Dictionary<string, string?> { ["baseUrl"] = "http://127.0.0.1:9" },
            new Dictionary<string, string?> { ["consumerKey"] = "ck_" + new string('a', 40), ["consumerSecret"] = "cs_" + new string('b', 40), ["webhookSecret"] = "hook-secret" });
        Assert.IsType<CommandAnswer<ChannelView>.Done>(await services.GetRequiredService<ChannelStore>().CreateAsync(CommandContext.System, input, cancellationToken));
    }

    private async Task OfAsync(PortalDbContext db, long channel, string key, string text, CancellationToken cancellationToken)
    {
        var listing = await SavedAsync(
            db,
            new ListingRow
            {
                ChannelId = channel, ExternalId = $"{text}-1", Title = text, SeenAt = Now, ProductId = _product, LinkState = LinkState.Linked, Mode = ListingMode.Shared,
                Desired = 10, DesiredRevision = 2, DueAt = Now.AddDays(1), LastError = $"{text} said no",
            },
            l => l.Id,
            cancellationToken);
        var movement = await SavedAsync(
            db,
            new MovementRow
            {
                ProductId = _product, Kind = MovementKind.Sale, Delta = -1, OnHandAfter = 99_999, CauseType = "order", IdempotencyKey = $"m:{key}", ChannelId = channel,
                Reference = text, ActorKind = ActorKind.Channel, ActorId = key, ActorName = text, OccurredAt = Now, RecordedAt = Now,
            },
            m => m.Id,
            cancellationToken);
        db.AddRange(
            Job(channel, JobStatus.Completed, null),
            Event(channel, text),
            new SyncAttemptRow { ChannelId = channel, Route = text, Items = 1, StartedAt = Now, DurationMs = 5, Status = 500, Rejected = 1, Target = text, Error = $"{text} said no" },
            new DiscrepancyRow { ListingId = listing, ChannelId = channel, Expected = 1, Observed = 2, FirstSeenAt = Now },
            new OversellRow
            {
                ProductId = _product, MovementKey = $"m:{key}", ChannelId = channel, ListingId = listing, Reference = text, Units = 1, OccurredAt = Now, RecordedAt = Now,
                Culprit = movement,
            },
            new ErrorLogRow { Type = $"{text}.Exception", Message = text, Context = text, Severity = "error", At = Now, Cause = $"channel.unreachable:{key}" },
            new ErrorCauseRow { Key = $"channel.unreachable:{key}", Severity = "error", FirstAt = Now, LastAt = Now, Count = 1, LastMessage = text },
            new ActivityRow
            {
                At = Now, ActorKind = ActorKind.System, ActorId = "system", ActorName = "Portal", Action = "sync.control", Subject = text, Channel = key, Allowed = true,
                OperationId = $"o-{key}",
            });
        var alert = await SavedAsync(db, Alert(channel, text, Now), a => a.Id, cancellationToken);
        db.Add(Delivery(alert));
    }

    private static async Task<long> SavedAsync<T>(PortalDbContext db, T row, Func<T, long> id, CancellationToken cancellationToken)
        where T : class
    {
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return id(row);
    }

    private static SyncJobRow Job(long? channel, JobStatus status, string? error) =>
        new()
        {
            Kind = channel is null ? SyncJobKind.FullSync : SyncJobKind.ChannelSync, ChannelId = channel, Status = status, Error = error, Payload = $"{Guid.NewGuid():N}",
            ScheduledFor = Now.AddDays(1), CompletedAt = status == JobStatus.Pending ? null : Now, CreatedBy = "the matrix", CreatedAt = Now,
        };

    private static InboundEventRow Event(long channel, string text) =>
        new() { ChannelId = channel, EventKey = $"{Guid.NewGuid():N}", Topic = "order.updated", SubjectId = text, Body = "{}"u8.ToArray(), ReceivedAt = Now, Status = InboundStatus.Done, HandledAt = Now };

    private static AlertRow Alert(long? channel, string text, DateTimeOffset at) =>
        new()
        {
            Kind = AlertKind.ChannelStale, State = AlertState.Open, OpenKey = $"{Guid.NewGuid():N}", CauseKey = $"{Guid.NewGuid():N}", ChannelId = channel, Subject = text,
            Message = $"{text} is stale.", Count = 1, FirstAt = at, LastAt = at,
        };

    private AlertDeliveryRow Delivery(long alert) =>
        new() { AlertId = alert, DestinationId = _destination, Occasion = "opened", State = DeliveryState.Dead, CreatedAt = Now, DueAt = Now, EndedAt = Now, LastError = "No." };

    private static AlertDestinationRow Destination(string name, string? channels) =>
        new() { Name = name, Kind = DestinationKind.Mail, Address = "a@example.test", Language = "en", TimeZone = "UTC", Channels = channels, IsEnabled = false, CreatedAt = Now, Version = 1 };

    private static async Task<long> ImportAsync(
        PortalDbContext db, CancellationToken cancellationToken, ImportKind kind = ImportKind.Counts, JobStatus status = JobStatus.Completed)
    {
        var job = Job(null, status, null);
        job.Kind = SyncJobKind.FilePreview;
        var id = await SavedAsync(db, job, j => j.Id, cancellationToken);
        db.Imports.Add(new ImportRow
        {
            Id = id, PreviewJobId = id, Kind = kind, Stage = ImportStage.Ready, FileName = $"{MatrixWorld.NorthText} and {MatrixWorld.SouthText}.csv", FileId = $"{Guid.NewGuid():N}", HeadersJson = """["sku","onHand"]""",
            ActorKind = ActorKind.System, ActorId = "system", ActorName = "Portal", CreatedAt = Now,
        });
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }
}
