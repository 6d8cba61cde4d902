using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>A view as it is offered.</summary>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="IsOwn">Whether the reader made it.</param>
public sealed record SavedView(long Id, string Name, string Query, bool IsShared, bool IsOwn, string OwnerName);

/// <summary>Keeps people's views of the list of products, and how they like to look at it.</summary>
public sealed class SavedViewStore(CommandGate gate, PortalDatabase database, TimeProvider clock)
{
    /// <summary>Views of one person: more than a menu shows well.</summary>
    public const int MaxPerPerson = 50;

    /// <summary>Views offered at once, a person's own and those of others.</summary>
    private const int MaxListed = 200;

    /// <summary>
    /// Keeps a view under a name, in place of the person's own one of that name. Refusals: <c>forbidden</c> (sharing is for
    /// who edits products), <c>validation_failed</c>, <c>too_many_views</c>.
    /// </summary>
    public Task<CommandAnswer<SavedView>> SaveAsync(CommandContext context, string? name, string query, bool isShared, CancellationToken cancellationToken)
    {
        var (owner, kept) = (context.Caller.Actor, name?.Trim() ?? "");
        return gate.RunAsync<SavedView>(
            context,
            new Deed(isShared ? Permissions.ViewsShare : Permissions.ViewsSave, kept),
            async (db, note, token) =>
            {
                if (Check(kept, query) is { } refusal)
                {
                    return refusal;
                }
                var row = await db.SavedViews.AsTracking().SingleOrDefaultAsync(v => v.OwnerId == owner.Id && v.Name == kept, token);
                if (row is null && await db.SavedViews.CountAsync(v => v.OwnerId == owner.Id, token) >= MaxPerPerson)
                {
                    return new Refusal(RefusalKind.Conflict, "too_many_views", $"A person keeps at most {MaxPerPerson} views; delete one first.");
                }
                note.Before = row?.Query;
                note.After = query;
                if (row is null)
                {
                    row = new SavedViewRow { OwnerId = owner.Id, OwnerName = owner.Name, Name = kept, Query = query, CreatedAt = clock.GetUtcNow() };
                    db.SavedViews.Add(row);
                }
                (row.Query, row.IsShared) = (query, isShared);
                await db.SaveChangesAsync(token);
                return View(row, owner.Id);
            },
            cancellationToken);
    }

    /// <summary>Deletes a view: one's own, or a shared one where the caller may share. Refusals: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<CommandAnswer<SavedView>> DeleteAsync(CommandContext context, long id, CancellationToken cancellationToken)
    {
        var caller = context.Caller.Actor.Id;
        var isOwn = await database.ReadAsync((db, token) => db.SavedViews.AnyAsync(v => v.Id == id && v.OwnerId == caller, token), cancellationToken);
        return await gate.RunAsync<SavedView>(
            context,
            new Deed(isOwn ? Permissions.ViewsSave : Permissions.ViewsShare, $"view {id}"),
            async (db, note, token) =>
            {
                var row = await db.SavedViews.AsTracking().SingleOrDefaultAsync(v => v.Id == id && (v.OwnerId == caller || v.IsShared), token);
                if (row is null)
                {
                    return Refusal.NotFound($"View {id}");
                }
                note.Before = $"{row.Name} {row.Query}";
                db.SavedViews.Remove(row);
                await db.SaveChangesAsync(token);
                return View(row, caller);
            },
            cancellationToken);
    }

    /// <summary>The caller's own views and those that are shared, by name.</summary>
    public Task<IReadOnlyList<SavedView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var id = caller.Actor.Id;
        return database.ReadAsync<IReadOnlyList<SavedView>>(
            async (db, token) => [.. (await db.SavedViews
                .Where(v => v.OwnerId == id || v.IsShared).OrderByDescending(v => v.OwnerId == id).ThenBy(v => v.Name).ThenBy(v => v.Id).Take(MaxListed).ToListAsync(token))
                .Select(row => View(row, id))],
            cancellationToken);
    }

    private static SavedView View(SavedViewRow row, string reader) => new(row.Id, row.Name, row.Query, row.IsShared, row.OwnerId == reader, row.OwnerName);

    // A view leads to its list and nowhere else: what is kept is a query and no address.
    private static Refusal? Check(string name, string query) =>
        name.Length is 0 or > Lengths.ViewName || name.Any(char.IsControl) ? Refusal.Field("name", $"A name of 1 to {Lengths.ViewName} characters is expected.")
        : query.Length > Lengths.ViewQuery || (query.Length > 0 && query[0] != '?') || query.Any(char.IsControl) ? Refusal.Field("query", $"A query string of at most {Lengths.ViewQuery} characters is expected.")
        : null;
}
