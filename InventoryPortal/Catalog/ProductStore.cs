using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Makes and edits products. Levels change only through the ledger: the first units are a movement too.</summary>
public sealed class ProductStore(CommandGate gate, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Products of one batch: one transaction of about a tenth of a second, so that sales waiting behind it are not felt.</summary>
    public const int MaxBatch = 1000;

    /// <summary>Makes one product with its first movement. A crash leaves either both or neither.</summary>
    public async Task<CommandAnswer<ProductView>> CreateAsync(CommandContext context, NewProduct product, CancellationToken cancellationToken)
    {
        var made = new List<ProductRow>();
        var answer = await gate.RunAsync<ProductView>(
            context,
            new Deed(Permissions.ProductsEdit, product.Sku?.Trim() ?? ""),
            async (db, note, token) =>
            {
                made.Clear();
                if (!ProductRules.TryMake(product, clock.GetUtcNow(), out var row, out var refusal))
                {
                    return refusal;
                }
                if (await db.Products.AnyAsync(p => p.SkuNormalised == row.SkuNormalised, token))
                {
                    return DuplicateSku(row.Sku);
                }
                made.Add(row);
                await InsertAsync(db, context, made, token);
                var view = ProductQueries.View(row, []);
                note.Changed(null, view);
                return view;
            },
            cancellationToken);
        Publish(answer, made);
        return answer;
    }

    /// <summary>Makes up to <see cref="MaxBatch"/> products in one transaction, with a verdict each, in their order.</summary>
    public async Task<CommandAnswer<ProductBatchResult>> CreateManyAsync(
        CommandContext context, IReadOnlyList<NewProduct?> products, CancellationToken cancellationToken)
    {
        if (products.Count is 0 or > MaxBatch)
        {
            return Refusal.Field("items", $"1 to {MaxBatch} items are expected.");
        }
        var made = new List<ProductRow>();
        var answer = await gate.RunAsync<ProductBatchResult>(
            context,
            new Deed(Permissions.ProductsEdit, $"{products.Count} products"),
            async (db, note, token) =>
            {
                made.Clear();
                var verdicts = await JudgeAsync(db, products, made, token);
                await InsertAsync(db, context, made, token);
                note.After = $"{made.Count} created: {string.Join(", ", made.Select(p => p.Sku))}";
                return new ProductBatchResult(verdicts);
            },
            cancellationToken);
        Publish(answer, made);
        return answer;
    }

    /// <summary>Edits a product; a changed buffer or activity divides its units anew in the same transaction.</summary>
    /// <param name="context">Who, and under which key.</param>
    /// <param name="sku">In any spelling.</param>
    /// <param name="edit">Members left out stay.</param>
    /// <param name="version">The version edited; null when the last write is to win.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public async Task<CommandAnswer<ProductView>> UpdateAsync(
        CommandContext context, string sku, ProductEdit edit, long? version, CancellationToken cancellationToken)
    {
        var normalised = Sku.Normalise(sku);
        long[] touched = [];
        var answer = await gate.RunAsync<ProductView>(
            context,
            new Deed(Permissions.ProductsEdit, sku),
            async (db, note, token) =>
            {
                touched = [];
                var id = await db.Products.Where(p => p.SkuNormalised == normalised).Select(p => p.Id).SingleOrDefaultAsync(token);
                if (id == 0)
                {
                    return Refusal.NotFound($"Product {sku}");
                }
                await db.Dialect.LockProductsAsync(db, [id], token);
                var row = await db.Products.SingleAsync(p => p.Id == id, token);
                var scope = (await RightsLookup.ReadAsync(db, context.Caller, clock.GetUtcNow(), token))?.Channels;
                if (version is not null && version != row.Version)
                {
                    return VersionConflict(ProductQueries.View(row, await ListingQueries.OfProductAsync(db, id, scope, clock.GetUtcNow(), token)));
                }
                if (ProductRules.Check(edit, row) is { } refusal)
                {
                    return refusal;
                }
                var before = ProductQueries.View(row, []);
                touched = await ApplyAsync(db, row, edit, token);
                var view = ProductQueries.View(row, await ListingQueries.OfProductAsync(db, id, scope, clock.GetUtcNow(), token));
                note.Changed(before with { Listings = null }, view with { Listings = null });
                return view;
            },
            cancellationToken);
        if (answer is CommandAnswer<ProductView>.Done)
        {
            var topics = CommitTopics.Products | (touched.Length > 0 ? CommitTopics.Listings : CommitTopics.None);
            signals.Publish(CommitNote.Of(topics, touched));
        }
        return answer;
    }

    /// <summary>The version sent is not the present one.</summary>
    internal static Refusal VersionConflict(object current) =>
        new(RefusalKind.Stale, "version_conflict", "It was changed since it was read; the present state is enclosed.", Current: current);

    /// <summary>Applies the edit and returns the channels whose listings got new quantities.</summary>
    private async Task<long[]> ApplyAsync(PortalDbContext db, ProductRow row, ProductEdit edit, CancellationToken cancellationToken)
    {
        var (buffer, active) = (row.Buffer, row.IsActive);
        ProductRules.Apply(edit, row);
        if (!db.Entry(row).Properties.Any(p => p.IsModified))
        {
            return [];
        }
        row.Version++;
        row.UpdatedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        if (buffer == row.Buffer && active == row.IsActive)
        {
            return [];
        }
        await Reallocation.ApplyAsync(db, [row.Id], clock.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return await db.Listings.Where(l => l.ProductId == row.Id).Select(l => l.ChannelId).Distinct().ToArrayAsync(cancellationToken);
    }

    private async Task<List<ProductVerdict>> JudgeAsync(
        PortalDbContext db, IReadOnlyList<NewProduct?> products, List<ProductRow> made, CancellationToken cancellationToken)
    {
        var wanted = products.Select(p => Sku.Normalise(p?.Sku)).Where(s => s.Length > 0).Distinct().ToList();
        var taken = (await db.Products.Where(p => wanted.Contains(p.SkuNormalised)).Select(p => p.SkuNormalised).ToListAsync(cancellationToken))
            .ToHashSet(StringComparer.Ordinal);
        var verdicts = new List<ProductVerdict>(products.Count);
        foreach (var item in products)
        {
            var product = item ?? new NewProduct(null, null);
            if (!ProductRules.TryMake(product, clock.GetUtcNow(), out var row, out var refusal))
            {
                verdicts.Add(new(product.Sku, ProductVerdictStatus.Rejected, refusal.Code, refusal.Detail));
            }
            else if (!taken.Add(row.SkuNormalised))
            {
                var duplicate = DuplicateSku(row.Sku);
                verdicts.Add(new(product.Sku, ProductVerdictStatus.Rejected, duplicate.Code, duplicate.Detail));
            }
            else
            {
                made.Add(row);
                verdicts.Add(new(product.Sku, ProductVerdictStatus.Created));
            }
        }
        return verdicts;
    }

    private async Task InsertAsync(PortalDbContext db, CommandContext context, List<ProductRow> made, CancellationToken cancellationToken)
    {
        db.Products.AddRange(made);
        await db.SaveChangesAsync(cancellationToken);
        db.Movements.AddRange(made.Where(p => p.OnHand > 0).Select(p => FirstMovement(p, context.Caller.Actor, clock.GetUtcNow())));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The movement that brings a new product's first units.</summary>
    internal static MovementRow FirstMovement(ProductRow product, Actor actor, DateTimeOffset now) => new()
    {
        ProductId = product.Id,
        Kind = MovementKind.Restock,
        Delta = product.OnHand,
        OnHandAfter = product.OnHand,
        CauseType = "command",
        IdempotencyKey = CountStore.FirstKey(product.Id),
        ActorKind = actor.Kind,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Reason = "initial",
        OccurredAt = now,
        RecordedAt = now,
    };

    internal static Refusal DuplicateSku(string sku) => new(RefusalKind.Conflict, "duplicate_sku", $"A product with the SKU {sku} exists already.");

    private void Publish<T>(CommandAnswer<T> answer, List<ProductRow> made)
    {
        if (answer is CommandAnswer<T>.Done && made.Count > 0)
        {
            var stock = made.Where(p => p.OnHand > 0).Select(p =>
                new StockNote(p.Id, p.Sku, p.OnHand, p.Reserved, p.OnHand - p.Reserved, MovementKind.Restock, p.OnHand, p.CreatedAt));
            signals.Publish(new CommitNote(CommitTopics.Products | CommitTopics.Stock, [.. stock], []));
        }
    }
}
