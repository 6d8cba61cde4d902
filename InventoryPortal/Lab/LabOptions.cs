using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Lab;

/// <summary>Section <c>Lab</c>: simulated stores and demo data inside the portal.</summary>
public sealed class LabOptions
{
    public const string Section = "Lab";

    /// <summary>Whether the Lab exists at all. Not set: only in Development. Anywhere else it must be set by hand.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Orders a minute over all stores, as long as nobody sets another rate on the page.</summary>
    [Range(0, MaxOrdersPerMinute)]
    public int OrdersPerMinute { get; set; } = 24;

    /// <summary>Whether shoppers start by themselves; tests let them come one by one.</summary>
    public bool Shoppers { get; set; } = true;

    /// <summary>Of the shoppers' choices: the same seed, the same customers.</summary>
    public int Seed { get; set; } = 20_26;

    /// <summary>Longest a webhook waits in a store when all is well, in milliseconds; the least is a tenth of it.</summary>
    [Range(1, 60_000)]
    public int WebhookDelayMs { get; set; } = 800;

    /// <summary>How long a healthy store thinks about an answer, in milliseconds: a small shop's server, not a loop in memory.</summary>
    [Range(0, 10_000)]
    public int AnswerMs { get; set; } = 60;

    /// <summary>
    /// How long it works on each thing that a request changes, in milliseconds: a batch of 100 took a WooCommerce store 2 to 8
    /// seconds. People see a first fill advance, as they will with their own shop.
    /// </summary>
    [Range(0, 1_000)]
    public int ItemMs { get; set; } = 15;

    /// <summary>How long a store that is slow or silent keeps the portal waiting, in milliseconds.</summary>
    [Range(1, 60_000)]
    public int StallMs { get; set; } = 4_000;

    /// <summary>How late a late webhook is, in milliseconds: stores whose cron sleeps were seen more than a minute late.</summary>
    [Range(1, 600_000)]
    public int LateMs { get; set; } = 20_000;

    /// <summary>
    /// How often the stores' webhooks are seen to, in milliseconds. The portal's own hourly check needs <c>Portal:PublicUrl</c>,
    /// which nobody sets on a fresh machine; and a fault that was switched off should be over within the minute.
    /// </summary>
    [Range(10, 3_600_000)]
    public int HookCheckMs { get; set; } = 15_000;

    /// <summary>
    /// Whether an empty portal gets the demo's products and channels. Without, the shops stand there for somebody who connects to them
    /// by the contract, as to any other.
    /// </summary>
    public bool Fill { get; set; } = true;

    /// <summary>Kinds of channel whose shops open, by name and separated by commas; not set: every kind that the Lab speaks.</summary>
    public string? Kinds { get; set; }

    /// <summary>Folder of the stores' books; not set: beside the SQLite file, else <c>data</c> under the content root.</summary>
    public string? Folder { get; set; }

    /// <summary>Most orders a minute that the page offers: about what one SQLite file takes beside everything else.</summary>
    public const int MaxOrdersPerMinute = 600;

    /// <summary>Whether the Lab is on under this configuration and environment.</summary>
    public static bool IsOn(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetSection(Section).GetValue<bool?>(nameof(Enabled)) ?? environment.IsDevelopment();

    /// <summary>Whether shops of this kind open.</summary>
    internal bool Opens(ChannelKind kind) =>
        string.IsNullOrWhiteSpace(Kinds)
        || Kinds.Split(',', StringSplitOptions.TrimEntries).Contains(kind.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Beginning of the file names of the stores' books.</summary>
    internal string FilesOf(IConfiguration configuration, IHostEnvironment environment)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = configuration.GetConnectionString("Inventory") ?? "" };
        var isFile = configuration["Database:Provider"] is null or "" or "Sqlite" or "sqlite";
        var source = isFile && builder.TryGetValue("Data Source", out var value) ? value.ToString()! : "data/inventory.db";
        var full = Path.GetFullPath(source, environment.ContentRootPath);
        return Path.Combine(Folder is null ? Path.GetDirectoryName(full)! : Path.GetFullPath(Folder, environment.ContentRootPath), Path.GetFileNameWithoutExtension(full));
    }
}
