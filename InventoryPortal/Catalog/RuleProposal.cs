using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Names one listing.</summary>
public sealed record ListingKey(string Channel, string ExternalId);

/// <summary>A change of rules that somebody thinks of: which products it concerns and what it makes of what is read. A closed set.</summary>
public abstract record RuleProposal
{
    private RuleProposal() { }

    /// <summary>Every product whose units would be divided anew, in any order.</summary>
    internal abstract IQueryable<ProductRow> Products(PortalDbContext db);

    /// <summary>Makes of a channel as read what it is to be.</summary>
    internal virtual void Propose(ChannelRow channel)
    {
    }

    /// <summary>Makes of a chunk as read what it is to be.</summary>
    internal virtual Task ProposeAsync(PortalDbContext db, RuleTrial trial, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Another weight of a channel.</summary>
    public sealed record ChannelWeight(string Channel, int Weight) : RuleProposal
    {
        internal override IQueryable<ProductRow> Products(PortalDbContext db) => db.Products.Where(p =>
            db.Listings.Any(l => l.ProductId == p.Id && l.ChannelId == db.Channels.Where(c => c.Key == Channel).Select(c => c.Id).FirstOrDefault()));

        internal override void Propose(ChannelRow channel) => channel.Weight = channel.Key == Channel ? Weight : channel.Weight;
    }

    /// <summary>Another buffer or state of one product.</summary>
    public sealed record OneProduct(string Sku, BulkEdit Edit) : RuleProposal
    {
        internal override IQueryable<ProductRow> Products(PortalDbContext db)
        {
            var sku = Domain.Values.Sku.Normalise(Sku);
            return db.Products.Where(p => p.SkuNormalised == sku);
        }

        internal override Task ProposeAsync(PortalDbContext db, RuleTrial trial, CancellationToken cancellationToken)
        {
            trial.Products.ForEach(p => ProductRules.Apply(Edit.ToEdit(), p));
            return Task.CompletedTask;
        }
    }

    /// <summary>The same edit of all products that a list shows.</summary>
    public sealed record ManyProducts(ProductSearch Search, BulkEdit Edit) : RuleProposal
    {
        internal override IQueryable<ProductRow> Products(PortalDbContext db) => Search.Filter(db);

        internal override Task ProposeAsync(PortalDbContext db, RuleTrial trial, CancellationToken cancellationToken)
        {
            trial.Products.ForEach(p => ProductRules.Apply(Edit.ToEdit(), p));
            return Task.CompletedTask;
        }
    }

    /// <summary>An edit of one listing: its rules, and with another SKU the product that it takes part in.</summary>
    public sealed record OneListing(ListingKey Key, ListingEdit Edit) : RuleProposal
    {
        internal override IQueryable<ProductRow> Products(PortalDbContext db)
        {
            var target = Sku.Normalise(Edit.Sku.Or(null));
            return db.Products.Where(p => p.SkuNormalised == target || Rows(db).Any(l => l.ProductId == p.Id));
        }

        internal override async Task ProposeAsync(PortalDbContext db, RuleTrial trial, CancellationToken cancellationToken)
        {
            var row = trial.Listings.Find(l => l.ExternalId == Key.ExternalId && trial.Channels[l.ChannelId].Key == Key.Channel);
            if (row is null && await Rows(db).FirstOrDefaultAsync(cancellationToken) is { } found)
            {
                trial.Add(row = found);
            }
            if (row is null || ListingRules.Check(Edit, row) is not null)
            {
                return;
            }
            ListingRules.Apply(Edit, row);
            if (Edit.Sku.IsSet)
            {
                var target = Sku.Normalise(Edit.Sku.Value);
                row.ProductId = target.Length == 0 ? null : trial.Products.Find(p => p.SkuNormalised == target)?.Id;
                row.LinkState = row.ProductId is null ? LinkState.Unlinked : LinkState.Linked;
            }
        }

        private IQueryable<ListingRow> Rows(PortalDbContext db) =>
            new ListingSearch(Key.Channel).Filter(db).Where(l => l.ExternalId == Key.ExternalId);
    }

    /// <summary>The same rules for all listings that a worklist shows.</summary>
    public sealed record ManyListings(ListingSearch Search, ListingEdit Edit) : RuleProposal
    {
        internal override IQueryable<ProductRow> Products(PortalDbContext db) =>
            db.Products.Where(p => Search.Filter(db).Any(l => l.ProductId == p.Id));

        internal override async Task ProposeAsync(PortalDbContext db, RuleTrial trial, CancellationToken cancellationToken)
        {
            var products = trial.Products.ConvertAll(p => p.Id);
            var ids = await Search.Filter(db).Where(l => l.ProductId != null && EF.Parameter(products).Contains(l.ProductId.Value)).Select(l => l.Id).ToListAsync(cancellationToken);
            var meant = ids.ToHashSet();
            foreach (var row in trial.Listings.Where(l => meant.Contains(l.Id) && ListingRules.Check(Edit, l) is null))
            {
                ListingRules.Apply(Edit, row);
            }
        }
    }
}
