using System.ComponentModel.DataAnnotations;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Section <c>Retention</c>: days that things are kept. Read every night, so that a change holds from the next one on.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Remembered answers; the HTTP contract promises a week.</summary>
    [Range(8, 90)]
    public int IdempotencyDays { get; set; } = RetentionBounds.IdempotencyKeys.Days;

    /// <summary>Calls to channels.</summary>
    [Range(1, 365)]
    public int CallsDays { get; set; } = RetentionBounds.Attempts.Days;

    /// <summary>Bodies of handled events, which hold customers' data.</summary>
    [Range(1, 180)]
    public int EventBodiesDays { get; set; } = RetentionBounds.EventBodies.Days;

    /// <summary>Rows of handled events: a channel may deliver again for months.</summary>
    [Range(90, 3650)]
    public int EventsDays { get; set; } = RetentionBounds.Events.Days;

    /// <summary>Jobs that ended.</summary>
    [Range(7, 3650)]
    public int JobsDays { get; set; } = RetentionBounds.Jobs.Days;

    /// <summary>Alerts that were resolved.</summary>
    [Range(7, 3650)]
    public int AlertsDays { get; set; } = RetentionBounds.Alerts.Days;

    /// <summary>Errors of the portal.</summary>
    [Range(1, 365)]
    public int ErrorsDays { get; set; } = RetentionBounds.Errors.Days;

    /// <summary>Who did what.</summary>
    [Range(90, 3650)]
    public int ActivityDays { get; set; } = RetentionBounds.Activity.Days;

    /// <summary>Discrepancies that were dealt with.</summary>
    [Range(7, 3650)]
    public int DiscrepanciesDays { get; set; } = RetentionBounds.Discrepancies.Days;
}
