using System.Reflection;

namespace InventoryPortal.Operations;

/// <summary>Which program this is.</summary>
public static class PortalVersion
{
    /// <summary>As the build was told, with the commit where it knew one.</summary>
    public static string Text { get; } =
        typeof(PortalVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
