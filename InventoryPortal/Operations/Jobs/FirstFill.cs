using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Jobs;

/// <summary>How many listings a channel sync is to see through; the payload of the job that follows a first fill.</summary>
public sealed record FillSize(int Listings);

/// <summary>
/// Links a channel's listings and lets people see how far their first numbers are: the lane sends them by itself, a job
/// counts them. A crash in between costs the job, never a number.
/// </summary>
public sealed class FirstFill(AutoMap autoMap, JobStore jobs, PortalDatabase database)
{
    /// <summary>As <see cref="AutoMap.RunAsync"/>; a run that linked something that is pushed at once also makes a job.</summary>
    public async Task<CommandAnswer<AutoMapResult>> RunAsync(CommandContext context, string channelKey, bool dryRun, CancellationToken cancellationToken)
    {
        var answer = await autoMap.RunAsync(context, channelKey, dryRun, cancellationToken);
        if (answer is CommandAnswer<AutoMapResult>.Done { Value: { DryRun: false, Linked: > 0 } result })
        {
            // The links are made: a caller who goes away changes nothing about the numbers that follow.
            await FollowAsync(channelKey, result.Linked, CancellationToken.None);
        }
        return answer;
    }

    private async Task FollowAsync(string channelKey, int linked, CancellationToken cancellationToken)
    {
        var (id, isPushed) = await database.ReadAsync(
            async (db, token) =>
            {
                var channel = await db.Channels.Where(c => c.Key == channelKey).Select(c => c.Id).SingleAsync(token);
                return (channel, await db.Listings.AnyAsync(l => l.ChannelId == channel && l.ProductId != null && !l.AwaitsApproval && l.SyncEnabled, token));
            },
            cancellationToken);
        if (isPushed)
        {
            await jobs.EnqueueAsync(SyncJobKind.ChannelSync, id, null, JsonSerializer.Serialize(new FillSize(linked)), cancellationToken);
        }
    }
}
