using InventoryPortal.Access;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations;

/// <summary>Lets a person have a channel's webhooks looked at now instead of within the hour. One atomic operation.</summary>
public sealed class HookStore(CommandGate gate, CommitSignals signals)
{
    /// <summary>Makes the channel the next one to be asked; the schedule does so within seconds. Refusals: <c>forbidden</c>, <c>unknown_channel</c>.</summary>
    public async Task<CommandAnswer<string>> CheckAsync(CommandContext context, string channelKey, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<string>(
            context,
            new Deed(Permissions.SyncControl, channelKey, channelKey),
            async (db, note, token) =>
            {
                var found = await db.Channels.Where(c => c.Key == channelKey)
                    .ExecuteUpdateAsync(set => set.SetProperty(c => c.WebhooksCheckedAt, (DateTimeOffset?)null), token);
                note.After = "webhooks to be checked";
                return found == 0 ? new Refusal(RefusalKind.NotFound, "unknown_channel", $"The channel {channelKey} does not exist.") : channelKey;
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Channels));
        return answer;
    }
}
