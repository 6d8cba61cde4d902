using System.ComponentModel.DataAnnotations;

namespace InventoryPortal.Api;

/// <summary>Section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Requests a second that one caller may send: ten times what a busy warehouse does, low enough that a runaway script leaves room for others.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 20_000;
}
