namespace InventoryPortal.Operations.Schedules;

/// <summary>How long what is kept, and why.</summary>
public static class RetentionBounds
{
    /// <summary>The HTTP contract promises a week for remembered answers; a day more covers a script that resumes late.</summary>
    public static readonly TimeSpan IdempotencyKeys = TimeSpan.FromDays(8);

    /// <summary>Calls to channels, shown on the monitor: long enough to look into a complaint.</summary>
    public static readonly TimeSpan Attempts = TimeSpan.FromDays(14);

    /// <summary>Bodies of handled events hold customers' data; a replay is worth having for a month. The row stays, so that a late redelivery is known.</summary>
    public static readonly TimeSpan EventBodies = TimeSpan.FromDays(30);

    /// <summary>Rows of handled events: no channel delivers again after this.</summary>
    public static readonly TimeSpan Events = TimeSpan.FromDays(180);

    /// <summary>
    /// Events of channels whose orders are put together from them: a refund may come as long as goods are taken back, and a year's
    /// guarantee and a slow customer fit twice. They hold lines and quantities, nothing about the customer.
    /// </summary>
    public static readonly TimeSpan OrderHistory = TimeSpan.FromDays(730);

    /// <summary>Jobs that ended.</summary>
    public static readonly TimeSpan Jobs = TimeSpan.FromDays(90);

    /// <summary>Alerts that were resolved.</summary>
    public static readonly TimeSpan Alerts = TimeSpan.FromDays(180);

    /// <summary>Errors of the portal.</summary>
    public static readonly TimeSpan Errors = TimeSpan.FromDays(30);

    /// <summary>Causes of errors that nobody met again: their counts are told no longer than this after the last.</summary>
    public static readonly TimeSpan Causes = TimeSpan.FromDays(180);

    /// <summary>Gaps of channels: as long as an audit may ask whether an order was missed.</summary>
    public static readonly TimeSpan Gaps = TimeSpan.FromDays(730);

    /// <summary>Who did what: two years, as an audit may ask for the last business year.</summary>
    public static readonly TimeSpan Activity = TimeSpan.FromDays(730);

    /// <summary>Discrepancies that were dealt with.</summary>
    public static readonly TimeSpan Discrepancies = TimeSpan.FromDays(180);

    /// <summary>Uploaded files: who has not put the lines right that were not taken by then uploads anew.</summary>
    public static readonly TimeSpan ImportFiles = TimeSpan.FromDays(30);

    /// <summary>Imports with their lines, which taking one back needs: as long as the jobs that made them.</summary>
    public static readonly TimeSpan Imports = Jobs;

    /// <summary>Sessions since they were last seen: long enough to see in which browsers somebody was lately.</summary>
    public static readonly TimeSpan Sessions = TimeSpan.FromDays(30);

    /// <summary>Letters to people about their accounts: they hold an address, and what they tell is in the activity for longer.</summary>
    public static readonly TimeSpan AccountLetters = TimeSpan.FromDays(30);

    /// <summary>Rows per transaction, so that sales are never stalled.</summary>
    public const int Chunk = 500;

    /// <summary>Chunks of one kind a night; a larger backlog goes on the next night.</summary>
    public const int MaxChunks = 2000;
}
