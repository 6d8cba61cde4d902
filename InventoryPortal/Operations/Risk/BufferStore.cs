using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>Whether a product's buffer follows the measured risk.</summary>
public sealed record BufferFollowing(string Sku, bool Follows);

/// <summary>Lets buffers follow the measured risk, where a person has switched that on.</summary>
public sealed class BufferStore(PortalDatabase database, CommandGate gate, RiskQueries risks, ProductStore products, CommitSignals signals)
{
    /// <summary>Products that follow in one round; more follow in the next, in the order of their ids.</summary>
    private const int MaxFollowing = 1_000;

    /// <summary>Switches following on or off; the buffer itself changes with the next round.</summary>
    public async Task<CommandAnswer<BufferFollowing>> FollowAsync(CommandContext context, string sku, bool follows, CancellationToken cancellationToken)
    {
        var normalised = Sku.Normalise(sku);
        var answer = await gate.RunAsync<BufferFollowing>(
            context,
            new Deed(Permissions.ProductsEdit, sku),
            async (db, note, token) =>
            {
                if (await db.Products.AsTracking().SingleOrDefaultAsync(p => p.SkuNormalised == normalised, token) is not { } row)
                {
                    return Refusal.NotFound($"Product {sku}");
                }
                note.Changed(new { bufferFollowsRisk = row.BufferFollowsRisk }, new { bufferFollowsRisk = follows });
                row.BufferFollowsRisk = follows;
                return new BufferFollowing(row.Sku, follows);
            },
            cancellationToken);
        if (answer is CommandAnswer<BufferFollowing>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Products));
        }
        return answer;
    }

    /// <summary>Sets the buffers of all products that follow to what is worth its price now; how many changed.</summary>
    public async Task<int> FollowAllAsync(CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync(
            (db, token) => db.Products.Where(p => p.BufferFollowsRisk && p.IsActive).OrderBy(p => p.Id).Take(MaxFollowing).Select(p => p.Id).ToListAsync(token),
            cancellationToken);
        var changed = 0;
        foreach (var view in await risks.OfAsync(ids, cancellationToken))
        {
            if (view.Advice is { } advice && advice.Suggested != view.Buffer)
            {
                var edit = new ProductEdit { Buffer = new Change<int?>(advice.Suggested) };
                var answer = await products.UpdateAsync(CommandContext.System, view.Sku, edit, version: null, cancellationToken);
                changed += answer is CommandAnswer<ProductView>.Done ? 1 : 0;
            }
        }
        return changed;
    }
}
