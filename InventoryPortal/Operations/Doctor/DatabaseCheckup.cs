using InventoryPortal.Ledger;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Doctor;

/// <summary>The database, the disk under it, its schema, its clock and its ledger.</summary>
public sealed class DatabaseCheckup(DatabaseFile file, PortalDatabase database, SchemaQueries schema, LedgerCheck ledger, TimeProvider clock)
{
    private const long Mega = 1024 * 1024;

    /// <summary>Less free than this and a busy day may fill the disk.</summary>
    private const long LittleFree = 1024 * Mega;

    /// <summary>Less than this and commits may fail any minute.</summary>
    private const long NothingFree = 100 * Mega;

    /// <summary>Mismatches named.</summary>
    private const int MaxNamed = 5;

    public Finding Folder()
    {
        if (file.Path is null)
        {
            return Finding.Ok("folder", "No folder is needed on SQL Server.");
        }
        var folder = Existing(Path.GetDirectoryName(file.Path)!);
        try
        {
            var probe = Path.Combine(folder, $".portal-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return Finding.Ok("folder", $"{folder} can be written.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail("folder", $"{folder} cannot be written: {e.Message}", "Give the portal's account the right to write there; SQLite keeps its log beside the file.");
        }
    }

    /// <summary>Whether the file is its owner's; it holds the keys of the credentials.</summary>
    public Finding Mode()
    {
        const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (file.Path is not { } path || OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return Finding.Ok("file", "Nothing is to be said of its mode.");
        }
        return (File.GetUnixFileMode(path) & OfOthers) == 0
            ? Finding.Ok("file", $"{path} is closed to other accounts.")
            : Finding.Warn("file", $"Every account of this machine may read {path}, and with it the keys of the credentials.", $"Run chmod 600 on it and on what stands beside it: {Path.GetFileName(path)}-wal and -shm.");
    }

    public Finding Disk()
    {
        if (file.Path is null)
        {
            return Finding.Ok("disk", "The disk of SQL Server is looked at there.");
        }
        var free = new DriveInfo(Existing(Path.GetDirectoryName(file.Path)!)).AvailableFreeSpace;
        var size = File.Exists(file.Path) ? new FileInfo(file.Path).Length : 0;
        var said = $"{free / Mega:N0} MB are free; the database has {size / Mega:N0} MB.";
        return free < NothingFree ? Finding.Fail("disk", said, "Make room now: sales cannot be recorded on a full disk.")
            : free < Math.Max(LittleFree, 2 * size) ? Finding.Warn("disk", said, "Make room: a backup needs as much again, and so does the way back.")
            : Finding.Ok("disk", said);
    }

    public async Task<Finding> ReachAsync(CancellationToken cancellationToken)
    {
        if (file.Path is { } path && !File.Exists(path))
        {
            return Finding.Warn("database", $"{path} is not there yet.", "The first start makes it. If there should be one, correct ConnectionStrings:Inventory.");
        }
        var name = await database.ReadAsync(
            async (db, token) =>
            {
                await db.Database.OpenConnectionAsync(token);
                return db.Dialect.ToString();
            },
            cancellationToken);
        return Finding.Ok("database", $"{(file.Path is null ? $"SQL Server database {file.ServerDatabase}" : name)} answers.");
    }

    public async Task<Finding> SchemaAsync(CancellationToken cancellationToken)
    {
        var state = await schema.ReadAsync(cancellationToken);
        return state switch
        {
            { Unknown: [.., var newest] } => Finding.Fail("schema", $"A newer version has written the database (migration {newest}).", "Start that version, or restore a backup of this one."),
            { IsEmpty: true } => Finding.Warn("schema", "There are no tables yet.", "The first start makes them, or run migrate."),
            { Pending.Count: > 0 } => Finding.Warn("schema", $"{state.Pending.Count} migrations are pending.", "The next start applies them; run backup first, then migrate to do it now."),
            _ => Finding.Ok("schema", $"Up to date: {state.Applied[^1]}."),
        };
    }

    /// <summary>A clock that went back makes sessions, leases and order times wrong; the newest rows tell.</summary>
    public async Task<Finding> ClockAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var newest = await database.ReadAsync(
            async (db, token) => (
                await db.Movements.OrderByDescending(m => m.Id).Select(m => (DateTimeOffset?)m.RecordedAt).FirstOrDefaultAsync(token),
                await db.Activity.OrderByDescending(a => a.Id).Select(a => (DateTimeOffset?)a.At).FirstOrDefaultAsync(token)),
            cancellationToken);
        var last = newest.Item1 > newest.Item2 || newest.Item2 is null ? newest.Item1 : newest.Item2;
        return last - now > ChannelWatch.ClocksMayDiffer
            ? Finding.Fail("clock", $"It is {now:u}, and the newest record is of {last:u}.", "Set the machine's clock, by NTP; leases and signatures depend on it.")
            : Finding.Ok("clock", $"It is {now:u}; nothing on record is later.");
    }

    public async Task<Finding> LedgerAsync(CancellationToken cancellationToken)
    {
        var found = await ledger.RunAsync(MaxNamed, cancellationToken);
        return found.Count == 0
            ? Finding.Ok("ledger", "Every level is what its movements say.")
            : Finding.Fail("ledger", $"Levels and movements disagree: {string.Join(", ", found.Select(m => m.Sku))}.", "Run check-ledger for the figures; correct each by a count with a reason.");
    }

    // The nearest folder that is there: the rest is made by the first start.
    private static string Existing(string folder) =>
        Directory.Exists(folder) || Path.GetDirectoryName(folder) is not { Length: > 0 } parent ? folder : Existing(parent);
}
