using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Ledger;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;

namespace InventoryPortal.Operations.Backups;

/// <summary>What a restore came to.</summary>
/// <param name="Aside">Where the former database is kept; null when there was none.</param>
/// <param name="Migrated">Migrations that the backup was brought forward by.</param>
/// <param name="Sessions">Sessions of the backup that were ended: among them may be some that had been ended since.</param>
/// <param name="Mismatches">Products of the backup whose level is not what their movements say.</param>
public sealed record Restored(string? Aside, int Migrated, int Sessions, IReadOnlyList<LedgerMismatch> Mismatches);

/// <summary>
/// Puts a backup in the place of the database. Everything that can be checked is checked before anything is changed; the exchange
/// itself is one step, and the former database stays beside it.
/// </summary>
public sealed class Restore(DatabaseFile database, SchemaQueries schema, DatabaseStartup startup, LedgerCheck ledger, JobStore jobs, SessionStore sessions, TimeProvider clock)
{
    /// <summary>Mismatches looked for: one is bad enough, a hundred say no more.</summary>
    private const int MaxMismatches = 100;

    /// <summary>Refusals: <c>backup_by_server</c>, <c>not_found</c>, <c>backup_damaged</c>, <c>not_a_backup</c>, <c>backup_newer</c>, <c>database_in_use</c>.</summary>
    public async Task<CommandAnswer<Restored>> RunAsync(string from, CancellationToken cancellationToken)
    {
        if (database.Path is not { } file)
        {
            return BackupStore.NotHere(database.ServerDatabase);
        }
        var backup = Path.GetFullPath(from);
        if (await RefusalOfAsync(backup, file, cancellationToken) is { } refusal)
        {
            return refusal;
        }
        if (!database.TryTakeAlone())
        {
            return new Refusal(RefusalKind.Conflict, "database_in_use", "A portal or another command is at this database: stop it first.");
        }
        var aside = await Task.Run(() => Exchange(backup, file), CancellationToken.None);
        try
        {
            return await MakeReadyAsync(Path.GetFileName(backup), aside);
        }
        catch (Exception e) when (e is IOException or DatabaseUnusableException or System.Data.Common.DbException)
        {
            throw new IOException($"The backup stands in place of the database and could not be made ready: {e.GetBaseException().Message} The database before it is {aside ?? "nowhere: there was none"}.");
        }
    }

    // Not to be interrupted: with the file exchanged, its channels must be told anew and its sessions ended before anybody uses it.
    private async Task<Restored> MakeReadyAsync(string backup, string? aside)
    {
        var pending = (await schema.ReadAsync(CancellationToken.None)).Pending.Count;
        await startup.PrepareAsync(CancellationToken.None);
        var ended = await sessions.EndAllAsync($"a backup was put back, {backup}", CancellationToken.None);

        // What the channels show was told to them after the backup was made: every order is read again and every listing shown anew.
        await jobs.EnqueueAsync(SyncJobKind.FullSync, null, null, null, CancellationToken.None);
        return new Restored(aside, pending, ended, await ledger.RunAsync(MaxMismatches, CancellationToken.None));
    }

    private async Task<Refusal?> RefusalOfAsync(string backup, string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(backup))
        {
            return Refusal.NotFound(backup);
        }
        if (backup == file)
        {
            return new Refusal(RefusalKind.Invalid, "not_a_backup", "This is the database itself.");
        }
        if (await Task.Run(() => SqliteCopies.Examine(backup), cancellationToken) is [var first, ..])
        {
            return new Refusal(RefusalKind.Unprocessable, "backup_damaged", $"The backup is damaged: {first}");
        }
        if (SqliteCopies.Migrations(backup) is not { Count: > 0 } applied)
        {
            return new Refusal(RefusalKind.Unprocessable, "not_a_backup", "The file is no database of InventoryPortal.");
        }
        return (await schema.CompareAsync(applied, cancellationToken)).Unknown is [.., var newest]
            ? new Refusal(RefusalKind.Unprocessable, "backup_newer", $"A newer version of InventoryPortal has written the backup (migration {newest}).")
            : null;
    }

    private string? Exchange(string backup, string file)
    {
        var copy = file + ".restoring";
        File.Delete(copy);
        SqliteCopies.Copy(backup, copy);
        string? aside = null;
        if (File.Exists(file))
        {
            aside = file + clock.GetUtcNow().UtcDateTime.ToString("'.before-'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture);
            SqliteCopies.SetAside(file, aside);
        }
        SqliteCopies.Replace(file, copy);
        return aside;
    }
}
