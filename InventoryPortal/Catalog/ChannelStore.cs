using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Connects and edits channels. Secrets go in and never come out.</summary>
public sealed class ChannelStore(
    CommandGate gate,
    PortalDatabase database,
    AdapterSet adapters,
    CredentialVault vault,
    WeightChange weights,
    CommitSignals signals,
    TimeProvider clock)
{
    private const int StandardGuardPercent = 30;

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>
    /// Connects a channel. Orders count from this very second on. Refusals beside the common ones: <c>duplicate_channel</c>
    /// (409), <c>channel_kind_unavailable</c> (422).
    /// </summary>
    public async Task<CommandAnswer<ChannelView>> CreateAsync(CommandContext context, ChannelInput input, CancellationToken cancellationToken)
    {
        if (ChannelSettings.Check(input, isNew: true).Refusal is { } wrong)
        {
            return wrong;
        }
        var settings = ChannelSettings.Merge(None, input.Settings);
        var credentials = ChannelSettings.Merge(None, input.Credentials);
        var faults = ChannelForm.Check(adapters, input.Kind!.Value, settings, credentials);
        ChannelRow? made = null;
        vault.PrepareKey();
        var answer = await gate.RunAsync<ChannelView>(
            context,
            new Deed(Permissions.ChannelsConnect, input.Key!, input.Key),
            async (db, note, token) =>
            {
                if (faults is not null)
                {
                    return faults;
                }
                if (await db.Channels.AnyAsync(c => c.Key == input.Key, token))
                {
                    return new Refusal(RefusalKind.Conflict, "duplicate_channel", $"A channel with the key {input.Key} exists already.");
                }
                made = Make(input, settings, credentials);
                db.Channels.Add(made);
                var view = ChannelView.Of(made);
                note.Changed(null, view);
                return view;
            },
            cancellationToken);
        if (answer is CommandAnswer<ChannelView>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Channels, made!.Id));
        }
        return answer;
    }

    /// <summary>
    /// Edits a channel. A changed weight divides the units of all its products anew, in chunks after the edit. New credentials
    /// make a channel that was refused active again. One that leaves the shadow is sent what it missed, but for what the guard holds back.
    /// </summary>
    public Task<CommandAnswer<ChannelView>> UpdateAsync(
        CommandContext context, string key, ChannelInput input, long? version, CancellationToken cancellationToken) =>
        UpdateAsync(context, key, input, version, progress: null, cancellationToken);

    /// <inheritdoc cref="UpdateAsync(CommandContext, string, ChannelInput, long?, CancellationToken)"/>
    /// <param name="progress">Gets products divided anew, where the weight changes.</param>
    public async Task<CommandAnswer<ChannelView>> UpdateAsync(
        CommandContext context, string key, ChannelInput input, long? version, Action<int>? progress, CancellationToken cancellationToken)
    {
        if (ChannelSettings.Check(input, isNew: false).Refusal is { } wrong)
        {
            return wrong;
        }
        var connects = input.Settings is not null || input.Credentials is not null;
        var faults = connects ? await CheckAsync(key, input, cancellationToken) : null;
        (long Id, bool Weight, bool Alert) changed = default;
        vault.PrepareKey();
        var answer = await gate.RunAsync<ChannelView>(
            context,
            new Deed(connects ? Permissions.ChannelsConnect : Permissions.ChannelsRules, key, key),
            async (db, note, token) =>
            {
                if (await db.Channels.SingleOrDefaultAsync(c => c.Key == key, token) is not { } row)
                {
                    return ChannelSettings.NotFound(key);
                }
                var before = ChannelView.Of(row);
                if (version is not null && version != row.Version)
                {
                    return ProductStore.VersionConflict(before);
                }
                if ((Immutable(input, row) ?? faults) is { } refusal)
                {
                    return refusal;
                }
                Connect(input, row);
                ChannelSettings.Apply(input, row);
                var held = before.Policy.Shadow && !row.Shadow && await ShadowEnd.ApplyAsync(db, row, clock.GetUtcNow(), token);
                changed = (row.Id, row.Weight != before.Weight, await AwakenAsync(db, input, row, token) || held);
                if (db.Entry(row).State == EntityState.Modified)
                {
                    row.Version++;
                }
                var view = ChannelView.Of(row);
                note.Changed(before, view);
                return view;
            },
            cancellationToken);
        if (answer is CommandAnswer<ChannelView>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Channels | (input.Policy?.Shadow is null ? CommitTopics.None : CommitTopics.Listings) | (changed.Alert ? CommitTopics.Alerts : CommitTopics.None), changed.Id));
            if (changed.Weight)
            {
                await weights.ReallocateAsync(changed.Id, progress, cancellationToken);
            }
        }
        return answer;
    }

    private static Refusal? Immutable(ChannelInput input, ChannelRow row) =>
        input.Key is not null && input.Key != row.Key ? Refusal.Field("key", "The key of a channel never changes.")
        : input.Kind is not null && input.Kind != row.Kind ? Refusal.Field("kind", "The kind of a channel never changes.")
        : null;

    /// <summary>What is wrong with the settings and secrets as they would be; outside every transaction, for it may ask for an address.</summary>
    private async Task<Refusal?> CheckAsync(string key, ChannelInput input, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync((db, token) => db.Channels.SingleOrDefaultAsync(c => c.Key == key, token), cancellationToken);
        return row is null ? null : ChannelForm.Check(adapters, row.Kind, Settings(input, row), Credentials(input, row));
    }

    /// <summary>Takes over changed settings and secrets.</summary>
    private void Connect(ChannelInput input, ChannelRow row)
    {
        if (input.Settings is not null)
        {
            row.SettingsJson = ChannelSettings.Write(Settings(input, row));
        }
        if (input.Credentials is not null)
        {
            (row.ProtectedCredentials, row.CredentialHint) = vault.Protect(Credentials(input, row));
        }
    }

    private static IReadOnlyDictionary<string, string> Settings(ChannelInput input, ChannelRow row) =>
        ChannelSettings.Merge(ChannelSettings.Read(row.SettingsJson), input.Settings);

    private IReadOnlyDictionary<string, string> Credentials(ChannelInput input, ChannelRow row) =>
        ChannelSettings.Merge(vault.Unprotect(row.ProtectedCredentials, row.Key), input.Credentials);

    /// <summary>New credentials end the refusal that stopped the channel; returns whether an incident ended with it.</summary>
    private async Task<bool> AwakenAsync(PortalDbContext db, ChannelInput input, ChannelRow row, CancellationToken cancellationToken)
    {
        if (input.Credentials is null || row.State != ChannelState.NeedsReauth)
        {
            return false;
        }
        row.State = ChannelState.Active;
        row.StateReason = null;
        row.NotBefore = null;
        return await ChannelHold.ReleaseAsync(db, row, clock.GetUtcNow(), cancellationToken);
    }

    private ChannelRow Make(ChannelInput input, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials)
    {
        var now = clock.GetUtcNow();
        var secrets = vault.Protect(credentials);
        var row = new ChannelRow
        {
            Key = input.Key!,
            Kind = input.Kind!.Value,
            Name = "",
            State = ChannelState.Active,
            FirstLink = FirstLinkPolicy.Push,
            Drift = DriftPolicy.Report,
            GuardPercent = StandardGuardPercent,
            // Channels stamp orders to the second: one placed within this second counts.
            CountsFrom = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
            SettingsJson = ChannelSettings.Write(settings),
            ProtectedCredentials = secrets.Text,
            CredentialHint = secrets.Hint,
            CreatedAt = now,
        };
        ChannelSettings.Apply(input, row);
        return row;
    }
}
