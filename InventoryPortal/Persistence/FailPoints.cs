using System.Diagnostics;

namespace InventoryPortal.Persistence;

/// <summary>
/// Named places between two steps where a test may end the process as <c>kill -9</c> would. Inert unless the setting
/// <c>FailPoint</c> names one, which only fault runs do.
/// </summary>
public class FailPoints(IConfiguration configuration)
{
    public const string InboxBeforeCommit = "inbox.before-commit";
    public const string InboxAfterCommit = "inbox.after-commit";
    public const string LedgerBeforeCommit = "ledger.before-commit";
    public const string LedgerAfterCommit = "ledger.after-commit";
    public const string DispatchAfterClaim = "dispatch.after-claim";
    public const string DispatchAfterPush = "dispatch.after-push";
    public const string DispatchAfterRecord = "dispatch.after-record";

    /// <summary>Every fail-point, for sweeps.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        InboxBeforeCommit, InboxAfterCommit, LedgerBeforeCommit, LedgerAfterCommit, DispatchAfterClaim, DispatchAfterPush, DispatchAfterRecord,
    ];

    private readonly string? _armed = configuration["FailPoint"];

    /// <summary>Ends the process here when this fail-point is armed.</summary>
    public virtual void Pass(string name)
    {
        if (_armed is not null && string.Equals(_armed, name, StringComparison.Ordinal))
        {
            Process.GetCurrentProcess().Kill();

            // The signal is on its way; nothing may happen until it is there.
            new ManualResetEventSlim().Wait();
        }
    }
}
