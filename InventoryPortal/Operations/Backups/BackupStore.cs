using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;

namespace InventoryPortal.Operations.Backups;

/// <summary>A backup that was made and found whole.</summary>
/// <param name="File">Full path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="At">When it was begun: sales committed before are in it.</param>
public sealed record Backup(string File, long Bytes, DateTimeOffset At);

/// <summary>
/// Copies the SQLite database while it is worked on. A copy gets its name only when it is whole and examined: a crash leaves at
/// most a file that ends in <c>.part</c>.
/// </summary>
public sealed class BackupStore(DatabaseFile database, CommandGate gate, TimeProvider clock)
{
    private const string Unfinished = ".part";

    /// <summary>What a server's own tools do better: said where a backup is asked for on SQL Server.</summary>
    public static Refusal NotHere(string serverDatabase) => new(
        RefusalKind.Unprocessable, "backup_by_server",
        $"SQL Server makes its own backups: run BACKUP DATABASE [{serverDatabase}] TO DISK = '…' WITH CHECKSUM, and RESTORE DATABASE to go back.");

    /// <summary>
    /// Makes one. Refusals: <c>forbidden</c>, <c>backup_by_server</c>, <c>no_database</c>, <c>backup_exists</c>, <c>backup_damaged</c>.
    /// </summary>
    /// <param name="to">A file that is not there yet, or a folder, where it is named after the instant.</param>
    public async Task<CommandAnswer<Backup>> MakeAsync(CommandContext context, string to, CancellationToken cancellationToken)
    {
        if (database.Path is not { } file)
        {
            return NotHere(database.ServerDatabase);
        }
        if (!File.Exists(file))
        {
            return new Refusal(RefusalKind.NotFound, "no_database", "There is no database yet.");
        }
        var at = clock.GetUtcNow();
        var target = Path.GetFullPath(Directory.Exists(to) ? Path.Combine(to, NameAt(at)) : to);
        if (File.Exists(target))
        {
            return new Refusal(RefusalKind.Conflict, "backup_exists", "A file of this name exists already; a backup replaces none.");
        }
        // The right is checked and the deed recorded first: what a copy holds is not for everybody, and it knows of its own making.
        var answer = await gate.RunAsync<Backup>(
            context, new Deed(Permissions.SettingsManage, "backup"),
            (_, note, _) =>
            {
                note.After = Path.GetFileName(target);
                return Task.FromResult<CommandAnswer<Backup>>(new Backup(target, 0, at));
            },
            cancellationToken);
        return answer is CommandAnswer<Backup>.Done ? await Task.Run(() => Write(file, target, at), cancellationToken) : answer;
    }

    /// <summary>Name of a backup begun at this instant; sorts by age.</summary>
    public static string NameAt(DateTimeOffset at) => at.UtcDateTime.ToString("'inventory-'yyyyMMdd'-'HHmmss'.db'", CultureInfo.InvariantCulture);

    private static CommandAnswer<Backup> Write(string file, string target, DateTimeOffset at)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var unfinished = target + Unfinished;
        File.Delete(unfinished);
        try
        {
            SqliteCopies.Copy(file, unfinished);
            if (SqliteCopies.Examine(unfinished) is [var first, ..])
            {
                return new Refusal(RefusalKind.Unprocessable, "backup_damaged", $"The database is damaged: {first}");
            }
            File.Move(unfinished, target);
            return new Backup(target, new FileInfo(target).Length, at);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
