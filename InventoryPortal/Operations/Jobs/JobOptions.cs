using System.ComponentModel.DataAnnotations;

namespace InventoryPortal.Operations.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Jobs that run at once in one process: each holds a channel's attention, not a core.</summary>
    [Range(1, 32)]
    public int Width { get; set; } = 4;

    /// <summary>How long a claim lasts without a sign of life, in seconds; a crashed worker's job waits at most this long.</summary>
    [Range(5, 3600)]
    public int LeaseSeconds { get; set; } = 60;

    /// <summary>How often the table is looked at without a signal, in seconds: other nodes' jobs and jobs that fall due.</summary>
    [Range(1, 300)]
    public int PollSeconds { get; set; } = 5;

    /// <summary>How long one run may take, in minutes; past it the run counts as failed and is begun again from its position.</summary>
    [Range(1, 1440)]
    public int RunLimitMinutes { get; set; } = 60;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    public TimeSpan RunLimit => TimeSpan.FromMinutes(RunLimitMinutes);
}
