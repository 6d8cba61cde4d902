using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations;

/// <summary>How far a new portal is on the way to its first push. Every figure is read from the data.</summary>
/// <param name="Channels">Channels that are connected.</param>
/// <param name="Listings">Listings that were imported.</param>
/// <param name="Linked">Of these, those that have a product.</param>
/// <param name="HasWeights">Somebody weighed a channel or a listing.</param>
/// <param name="HasPushed">A channel confirmed a quantity: the way is over.</param>
/// <param name="HasProducts">There are products in the ledger.</param>
/// <param name="OnlyChannel">Key of the only channel, for a direct link; null where there are none or more.</param>
public sealed record FirstSteps(int Channels, int Listings, int Linked, bool HasWeights, bool HasPushed, bool HasProducts, string? OnlyChannel)
{
    public static readonly FirstSteps Over = new(0, 0, 0, HasWeights: true, HasPushed: true, HasProducts: true, null);

    /// <summary>With one channel all of the stock goes there, and there is nothing to weigh.</summary>
    public bool NeedsWeights => Channels > 1;
}

/// <summary>Reads how far the first run is.</summary>
public sealed class FirstStepsQueries(PortalDatabase database)
{
    private volatile bool _isOver;

    /// <summary>The end of the first run, once it was seen; nothing comes after it.</summary>
    public FirstSteps? AtHand => _isOver ? FirstSteps.Over : null;

    /// <summary>As it stands. The way to the first push is one of the whole portal: who is limited to channels is not led along it.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public async Task<FirstSteps> ReadAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        if (_isOver || scope is not null)
        {
            return FirstSteps.Over;
        }
        var steps = await database.ReadAsync(ReadAsync, cancellationToken);
        _isOver = steps.HasPushed;
        return steps;
    }

    private static async Task<FirstSteps> ReadAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        if (await db.Channels.AnyAsync(c => c.LastConfirmedAt != null, cancellationToken))
        {
            return FirstSteps.Over;
        }
        var channels = await db.Channels.OrderBy(c => c.Id).Take(2).Select(c => c.Key).ToListAsync(cancellationToken);
        return new FirstSteps(
            await db.Channels.CountAsync(cancellationToken),
            await db.Listings.CountAsync(cancellationToken),
            await db.Listings.CountAsync(l => l.ProductId != null, cancellationToken),
            await db.Channels.AnyAsync(c => c.Weight != 1, cancellationToken) || await db.Listings.AnyAsync(l => l.Weight != null, cancellationToken),
            HasPushed: false,
            await db.Products.AnyAsync(cancellationToken),
            channels.Count == 1 ? channels[0] : null);
    }
}
