namespace InventoryPortal.Tests.Architecture;

/// <summary>
/// Who may use whom. Everybody may use Domain; Program.cs, outside every stage, composes them all.
/// Edited in the commit that needs it, with the reason in its message.
/// </summary>
public static class StageMap
{
    public const string Domain = "Domain";

    private static readonly string[] BackStages =
        ["Access", "LiveFeed", "Ledger", "Intake", "Dispatch", "Catalog", "Reconciliation", "Operations", "Nodes"];

    /// <summary>Stage to the stages it may use.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MayUse = new Dictionary<string, string[]>
    {
        [Domain] = [],
        ["Persistence"] = [],
        ["Channels"] = [],
        ["Nodes"] = ["Persistence"],
        ["Access"] = ["Persistence"],
        ["LiveFeed"] = ["Persistence"],
        ["Ledger"] = ["Persistence", "Access"],
        ["Intake"] = ["Persistence", "Channels", "Ledger", "Access"],
        ["Dispatch"] = ["Persistence", "Channels", "Access"],
        // Nodes: figures of pages are kept for all nodes.
        ["Catalog"] = ["Persistence", "Channels", "Ledger", "Intake", "Access", "Nodes"],
        ["Reconciliation"] = ["Persistence", "Channels", "Intake", "Ledger", "Access"],
        ["Operations"] = ["Persistence", "Channels", "Access", "LiveFeed", "Ledger", "Intake", "Dispatch", "Catalog", "Reconciliation", "Nodes"],
        // Channels: its stores are reached by the real adapter and its webhooks leave through the guarded connections;
        // Operations: the demo catalogue is read by real jobs, so that people see their progress.
        ["Lab"] = ["Channels", "Catalog", "Ledger", "Access", "Operations"],
        ["Api"] = [.. BackStages, "Lab"],
        ["Components"] = [.. BackStages, "Lab"],
    };

    /// <summary>Namespace of a library to the only stages that may name it.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Homes = new Dictionary<string, string[]>
    {
        ["MudBlazor"] = ["Components"],
        // The picture that an authenticator app scans.
        ["QRCoder"] = ["Components"],
        // Operations sends alerts to chat tools.
        ["System.Net.Http"] = ["Channels", "Operations"],
        ["Microsoft.Identity.Web"] = ["Access"],
        ["Coravel"] = ["Operations"],
        // The mails of alerts.
        ["MailKit"] = ["Operations"],
        ["MimeKit"] = ["Operations"],
        // The stages measure by the base class library; what becomes of it is decided in one place.
        ["OpenTelemetry"] = ["Operations"],
        // What the nodes tell each other; nothing about stock is decided by it.
        ["StackExchange.Redis"] = ["Nodes"],
        // Kept for pages; no stage that decides about stock may use Nodes.
        ["Microsoft.Extensions.Caching"] = ["Nodes"],
        ["CsvHelper"] = ["Catalog"],
        ["MiniExcelLibs"] = ["Catalog"],
        ["Microsoft.EntityFrameworkCore"] = ["Persistence", "Access", "LiveFeed", "Ledger", "Intake", "Dispatch", "Catalog", "Reconciliation", "Operations"],
        ["Microsoft.Data"] = ["Persistence", "Access", "LiveFeed", "Ledger", "Intake", "Dispatch", "Catalog", "Reconciliation", "Operations"],
    };

    /// <summary>Meaningful name ending to the only stages that may use it. (Page is not here: it also means one page of a list.)</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Endings = new Dictionary<string, string[]>
    {
        ["Row"] = ["Persistence"],
        ["Adapter"] = ["Channels"],
        ["Task"] = ["Operations"],
        ["Dialog"] = ["Components"],
        ["Panel"] = ["Components"],
        ["Filter"] = ["Components"],
    };

    /// <summary>Name endings that say nothing.</summary>
    public static readonly string[] BannedEndings = ["Helper", "Helpers", "Util", "Utils", "Utility", "Manager", "Common", "Service", "Services"];

    /// <summary>What a loop that the host starts is called.</summary>
    public static readonly string[] LoopEndings = ["Worker", "Lane", "Tail", "Sweep"];

    /// <summary>Members that would bring clock, chance or the outside world into the domain.</summary>
    public static readonly string[] ImpureMembers =
        ["System.Guid::NewGuid", "System.Guid::CreateVersion7", "System.Random::", "System.Environment::", "System.IO.", "System.TimeProvider::", "System.Net.Http."];
}
