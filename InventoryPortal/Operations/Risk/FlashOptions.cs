using System.ComponentModel.DataAnnotations;
using InventoryPortal.Domain.Risk;

namespace InventoryPortal.Operations.Risk;

/// <summary>Section <c>Flash</c>: when sharing turns into shares by itself.</summary>
public sealed class FlashOptions
{
    public const string Section = "Flash";

    /// <summary>Whether it does at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Sales made elsewhere, while a listing has not been told, from which on it does.</summary>
    [Range(0.05, 100)]
    public double Line { get; set; } = FlashLimits.Default.Line;

    /// <summary>Minutes of calm after which it is undone.</summary>
    [Range(1, 120)]
    public double CalmMinutes { get; set; } = FlashLimits.Default.CalmFor.TotalMinutes;

    /// <summary>As the rule takes them: calm is a fifth of the line.</summary>
    public FlashLimits Limits => FlashLimits.Default with
    {
        Line = Line, Calm = Line * (FlashLimits.Default.Calm / FlashLimits.Default.Line), CalmFor = TimeSpan.FromMinutes(CalmMinutes),
    };
}
