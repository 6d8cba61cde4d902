using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>How the schema of the database stands to this program.</summary>
/// <param name="Applied">Migrations that the database has had, oldest first.</param>
/// <param name="Pending">Migrations of this program that it has not.</param>
public sealed record SchemaState(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending)
{
    /// <summary>Migrations that the database has had and this program does not know: a newer version wrote it.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Nothing has ever been made there.</summary>
    public bool IsEmpty => Applied.Count == 0;
}

/// <summary>Reads which migrations a database has had; changes nothing.</summary>
public sealed class SchemaQueries(IDbContextFactory<PortalDbContext> factory, DatabaseFile file)
{
    /// <summary>Of the configured database; a file that is not there is empty, and is not made.</summary>
    public async Task<SchemaState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var known = db.Database.GetMigrations().ToList();
        var applied = file.Path is { } path && !File.Exists(path) ? [] : (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        return Compare(known, applied);
    }

    /// <summary>Of a list of migrations read elsewhere, such as from a copy.</summary>
    public async Task<SchemaState> CompareAsync(IReadOnlyList<string> applied, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return Compare([.. db.Database.GetMigrations()], applied);
    }

    private static SchemaState Compare(List<string> known, IReadOnlyList<string> applied) =>
        new(applied, [.. known.Except(applied)]) { Unknown = [.. applied.Except(known)] };
}
