using InventoryPortal.Access;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Backups;

/// <summary>One backup on the shelf.</summary>
public sealed record ShelvedBackup(string Name, long Bytes, DateTimeOffset At);

/// <summary>The folder of backups that were made on the page: a bounded number, by name.</summary>
public sealed class BackupShelf(BackupStore store, CommandGate gate, DatabaseFile database, IHostEnvironment environment, IOptionsMonitor<BackupOptions> options)
{
    private const string Pattern = "inventory-*.db";

    /// <summary>Whether backups are made by the portal; SQL Server makes its own.</summary>
    public bool IsHere => database.Path is not null;

    /// <summary>What is there, newest first.</summary>
    public IReadOnlyList<ShelvedBackup> List() => Folder() is { } folder && Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateFiles(Pattern).OrderByDescending(f => f.Name, StringComparer.Ordinal)
            .Select(f => new ShelvedBackup(f.Name, f.Length, new DateTimeOffset(f.LastWriteTimeUtc, TimeSpan.Zero)))]
        : [];

    /// <summary>Makes one now; older ones than are to be kept go once it is whole. Refusals as of <see cref="BackupStore.MakeAsync"/>.</summary>
    public async Task<CommandAnswer<Backup>> MakeAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var folder = Folder() ?? "";
        if (IsHere)
        {
            Directory.CreateDirectory(folder);
        }
        var answer = await store.MakeAsync(context, folder, cancellationToken);
        if (answer is CommandAnswer<Backup>.Done)
        {
            foreach (var old in List().Skip(options.CurrentValue.Keep))
            {
                File.Delete(Path.Combine(folder, old.Name));
            }
        }
        return answer;
    }

    /// <summary>Full path of one for download, on record; it holds what decrypts the credentials. Refusals: <c>forbidden</c>, <c>not_found</c>.</summary>
    public Task<CommandAnswer<string>> TakeOutAsync(CommandContext context, string name, CancellationToken cancellationToken) =>
        gate.RunAsync<string>(
            context, new Deed(Permissions.SettingsManage, "backup"),
            (_, note, _) =>
            {
                // By the list alone: no name leads out of the folder.
                CommandAnswer<string> answer = List().Any(b => b.Name == name) ? Path.Combine(Folder()!, name) : Refusal.NotFound("The backup");
                note.After = $"downloaded {name}";
                return Task.FromResult(answer);
            },
            cancellationToken);

    private string? Folder() => database.Path is not { } file ? null
        : string.IsNullOrWhiteSpace(options.CurrentValue.Folder) ? Path.Combine(Path.GetDirectoryName(file)!, "backups")
        : Path.GetFullPath(options.CurrentValue.Folder, environment.ContentRootPath);
}
