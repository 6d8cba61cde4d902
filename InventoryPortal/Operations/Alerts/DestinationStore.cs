using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Where alerts are sent, kept by administrators; and deliveries that a person sends again.</summary>
public sealed class DestinationStore(
    CommandGate gate, PortalDatabase database, DestinationForm form, DestinationSecrets secrets, AlertSender sender, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Adds one. Refusals: fields, <c>name_taken</c>, <c>too_many</c>.</summary>
    public async Task<CommandAnswer<DestinationView>> CreateAsync(CommandContext context, DestinationInput input, CancellationToken cancellationToken)
    {
        if (form.Check(input, isNew: true) is { } refusal)
        {
            return refusal;
        }
        secrets.PrepareKey();
        return Tell(await gate.RunAsync<DestinationView>(
            context,
            Deed(input.Name),
            async (db, note, token) =>
            {
                if (await db.AlertDestinations.AnyAsync(d => d.Name == input.Name.Trim(), token))
                {
                    return NameTaken;
                }
                if (await db.AlertDestinations.CountAsync(token) >= NoticeStore.MaxDestinations)
                {
                    return new Refusal(RefusalKind.Conflict, "too_many", $"There are {NoticeStore.MaxDestinations} destinations already.");
                }
                var row = new AlertDestinationRow
                {
                    Name = "", Address = "", Language = "", TimeZone = "", Kind = input.Kind, CreatedAt = clock.GetUtcNow(), Version = 1,
                };
                Apply(row, input);
                db.AlertDestinations.Add(row);
                await db.SaveChangesAsync(token);
                var view = DestinationView.Of(row);
                note.Changed(null, view);
                return view;
            },
            cancellationToken));
    }

    /// <summary>Changes one; its kind stays, and so do address and secret where they are left out. Refusals: fields, <c>not_found</c>, <c>version_conflict</c>, <c>name_taken</c>.</summary>
    /// <param name="version">The one that was edited; null lets the last write win.</param>
    public async Task<CommandAnswer<DestinationView>> UpdateAsync(
        CommandContext context, long id, DestinationInput input, long? version, CancellationToken cancellationToken)
    {
        if (form.Check(input, isNew: false) is { } refusal)
        {
            return refusal;
        }
        secrets.PrepareKey();
        return Tell(await gate.RunAsync<DestinationView>(
            context,
            Deed(input.Name),
            async (db, note, token) =>
            {
                if (await db.AlertDestinations.AsTracking().SingleOrDefaultAsync(d => d.Id == id, token) is not { } row)
                {
                    return NotFound;
                }
                var before = DestinationView.Of(row);
                if (version is { } seen && row.Version != seen)
                {
                    return new Refusal(RefusalKind.Stale, "version_conflict", "It was changed since it was read; the present state is enclosed.", Current: before);
                }
                if (await db.AlertDestinations.AnyAsync(d => d.Id != id && d.Name == input.Name.Trim(), token))
                {
                    return NameTaken;
                }
                Apply(row, input with { Kind = row.Kind });
                row.Version++;
                (row.BrokenReason, row.RetryAt) = (null, null);
                await db.SaveChangesAsync(token);
                if (!row.IsEnabled)
                {
                    await CancelAsync(db, id, token);
                }
                var view = DestinationView.Of(row);
                note.Changed(before, view);
                return view;
            },
            cancellationToken));
    }

    /// <summary>Removes one with its deliveries. Refusal: <c>not_found</c>.</summary>
    public async Task<CommandAnswer<DestinationView>> DeleteAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        Tell(await gate.RunAsync<DestinationView>(
            context,
            Deed(await NameAsync(id, cancellationToken)),
            async (db, note, token) =>
            {
                if (await db.AlertDestinations.AsTracking().SingleOrDefaultAsync(d => d.Id == id, token) is not { } row)
                {
                    return NotFound;
                }
                db.AlertDestinations.Remove(row);
                var view = DestinationView.Of(row);
                note.Changed(view, null);
                return view;
            },
            cancellationToken));

    /// <summary>Sends a trial and says what came of it; it is no delivery, and is not tried again. Refusal: <c>not_found</c>.</summary>
    public async Task<CommandAnswer<DestinationTrial>> TestAsync(CommandContext context, long id, CancellationToken cancellationToken)
    {
        var allowed = await gate.RunAsync<DestinationTrial>(
            context,
            Deed(await NameAsync(id, cancellationToken)),
            async (db, note, token) =>
            {
                note.After = "test";
                return await db.AlertDestinations.AnyAsync(d => d.Id == id, token) ? new DestinationTrial(true, null) : NotFound;
            },
            cancellationToken);
        if (allowed is not CommandAnswer<DestinationTrial>.Done)
        {
            return allowed;
        }
        var now = clock.GetUtcNow();
        var item = new LetterItem(0, AlertKind.LowStock, AlertState.Open, "", "", null, null, 1, now, null, LetterItem.Test);
        return await sender.SendAsync(id, $"test-{Guid.CreateVersion7():N}", [item], cancellationToken) switch
        {
            SendOutcome.Failed failed => new DestinationTrial(false, failed.Reason),
            SendOutcome.Refused refused => new DestinationTrial(false, refused.Reason),
            _ => new DestinationTrial(true, null),
        };
    }

    /// <summary>Sends a dead delivery again, with what else went into its message. Refusals: <c>not_found</c>, <c>not_dead</c>.</summary>
    public async Task<CommandAnswer<DeliveryView>> RetryAsync(CommandContext context, long deliveryId, CancellationToken cancellationToken)
    {
        // Whose incident it tells of decides the right, so it is read first; neither ever changes.
        var channel = await database.ReadAsync(
            (db, token) => (
                from d in db.AlertDeliveries
                join a in db.Alerts on d.AlertId equals a.Id
                join c in db.Channels on a.ChannelId equals c.Id
                where d.Id == deliveryId
                select c.Key).FirstOrDefaultAsync(token),
            cancellationToken);
        return Tell(await gate.RunAsync<DeliveryView>(
            context,
            new Deed(Permissions.AlertsAcknowledge, $"alert delivery {deliveryId}", channel),
            async (db, note, token) =>
            {
                if (await db.AlertDeliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == deliveryId, token) is not { } row)
                {
                    return Refusal.NotFound("The delivery");
                }
                if (row.State != DeliveryState.Dead)
                {
                    return new Refusal(RefusalKind.Conflict, "not_dead", "Only what was given up can be sent again.");
                }
                var now = clock.GetUtcNow();
                await db.AlertDeliveries
                    .Where(d => d.DestinationId == row.DestinationId && d.State == DeliveryState.Dead && (d.Id == row.Id || (row.MessageKey != null && d.MessageKey == row.MessageKey)))
                    .ExecuteUpdateAsync(
                        s => s.SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.DueAt, now).SetProperty(d => d.Attempts, 0)
                            .SetProperty(d => d.FirstTriedAt, (DateTimeOffset?)null).SetProperty(d => d.EndedAt, (DateTimeOffset?)null),
                        token);
                await db.AlertDestinations.Where(d => d.Id == row.DestinationId).ExecuteUpdateAsync(s => s.SetProperty(d => d.RetryAt, (DateTimeOffset?)null), token);
                (note.Before, note.After) = (nameof(DeliveryState.Dead), nameof(DeliveryState.Pending));
                return await DestinationQueries.Deliveries(db, db.AlertDeliveries.Where(d => d.Id == deliveryId)).SingleAsync(token);
            },
            cancellationToken));
    }

    private static readonly Refusal NotFound = Refusal.NotFound("The destination");

    private static readonly Refusal NameTaken = Refusal.Field("name", "There is a destination of this name already.");

    private static Deed Deed(string name) => new(Permissions.SettingsManage, $"alert destination {name}");

    private async Task<string> NameAsync(long id, CancellationToken cancellationToken) =>
        await database.ReadAsync((db, token) => db.AlertDestinations.Where(d => d.Id == id).Select(d => d.Name).SingleOrDefaultAsync(token), cancellationToken)
        ?? id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Apply(AlertDestinationRow row, DestinationInput input)
    {
        row.Name = input.Name.Trim();
        row.Language = input.Language;
        row.LeastSeverity = input.LeastSeverity;
        row.Kinds = DestinationRules.List(input.Kinds?.Select(k => k.ToString()));
        row.Channels = DestinationRules.List(input.Channels);
        row.Skus = DestinationRules.List(input.Skus);
        row.QuietFrom = input.QuietFrom is { } from ? DestinationRules.Minutes(from) : null;
        row.QuietTo = input.QuietTo is { } to ? DestinationRules.Minutes(to) : null;
        row.TimeZone = input.TimeZone;
        row.Digest = input.Digest;
        row.IsEnabled = input.IsEnabled;
        if (input.Kind == DestinationKind.Mail)
        {
            row.Address = input.Address ?? row.Address;
            return;
        }
        var kept = secrets.Unprotect(row.ProtectedSecret, row.Name);
        if ((input.Address is { } address ? new Uri(address) : kept?.Url) is { } url)
        {
            row.Address = $"{url.GetLeftPart(UriPartial.Authority)}/…";
            row.ProtectedSecret = secrets.Protect(new HookSecret(url, input.Secret ?? kept?.Key));
        }
    }

    private Task<int> CancelAsync(PortalDbContext db, long id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db.AlertDeliveries.Where(d => d.DestinationId == id && d.State == DeliveryState.Pending)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DeliveryState.Cancelled).SetProperty(d => d.EndedAt, now), cancellationToken);
    }

    private CommandAnswer<T> Tell<T>(CommandAnswer<T> answer)
    {
        if (answer is CommandAnswer<T>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Alerts));
        }
        return answer;
    }
}
