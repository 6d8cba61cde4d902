namespace InventoryPortal.Operations.Verbs;

/// <summary>How a verb is called.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Argument">What must stand behind it; null when nothing may.</param>
/// <param name="Options">Options of its own: name to what its value is called, empty for a switch.</param>
/// <param name="Purpose">One sentence.</param>
public sealed record VerbShape(string Name, string? Argument, IReadOnlyDictionary<string, string> Options, string Purpose)
{
    /// <summary>Whether bad settings end it before anything is made of them; the one that examines them says no.</summary>
    internal bool NeedsGoodSettings { get; init; } = true;

    internal string Usage => string.Join(' ', new[] { Name, Argument }.OfType<string>().Concat(Options.Select(o => o.Value.Length == 0 ? $"[--{o.Key}]" : $"--{o.Key} {o.Value}")));
}

/// <summary>Every verb of the program.</summary>
public static class VerbTable
{
    public const string Migrate = "migrate";
    public const string CreateAdmin = "create-admin";
    public const string CheckLedger = "check-ledger";
    public const string Backup = "backup";
    public const string Restore = "restore";
    public const string Doctor = "doctor";

    /// <summary>Options of <see cref="CreateAdmin"/>.</summary>
    public const string Email = "email", Link = "link";

    private static readonly Dictionary<string, string> None = [];

    public static readonly IReadOnlyList<VerbShape> All =
    [
        new(Migrate, null, None, "Brings the schema of the database up to date, as a start does."),
        new(CreateAdmin, null, new Dictionary<string, string> { [Email] = "ADDRESS", [Link] = "" },
            "Adds an administrator; the password is read from the first line of stdin, or with --link a one-time link is printed, good for a day."),
        new(CheckLedger, null, None, "Compares every product's level with its movements; changes nothing."),
        new(Backup, "FILE", None, "Copies the SQLite database to a new file (or into a folder) while portals run; holds the keys, guard it."),
        new(Restore, "FILE", None, "Puts a backup in the place of the SQLite database; portals must be stopped, the former file is kept."),
        new(Doctor, null, None, "Looks at settings, disk, database, keys, ledger and channels, and names a remedy for what is wrong; changes nothing.") { NeedsGoodSettings = false },
    ];

    /// <summary>Help for the whole program.</summary>
    public static string Help => $"""
        InventoryPortal serves the portal; with a verb it does one thing and ends.

          dotnet InventoryPortal.dll [--urls URL] [--Section:Key=value …]
        {string.Join('\n', All.Select(v => $"  dotnet InventoryPortal.dll {v.Usage}\n      {v.Purpose}"))}

        Settings are those of the portal: appsettings.json, environment (Section__Key) and --Section:Key=value.
        Exit code: 0 done and nothing wrong, 1 refused, failed or something wrong found, 2 not understood.
        """.ReplaceLineEndings();

    internal static VerbShape? Find(string name) => All.FirstOrDefault(v => v.Name == name);
}
