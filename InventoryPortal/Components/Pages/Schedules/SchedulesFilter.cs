using InventoryPortal.Components.Shared;
using InventoryPortal.Operations.Schedules;

namespace InventoryPortal.Components.Pages.Schedules;

/// <summary>Of which schedule the last runs are shown; the address is its only home.</summary>
/// <param name="Name">Null for none.</param>
public sealed record SchedulesFilter(string? Name = null)
{
    public const string Path = "/schedules";

    public static SchedulesFilter Parse(Uri uri) => new(UriState.Read(uri).Text("name") is { } name && ScheduleTable.Find(name) is not null ? name : null);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("name", Name));
}
