namespace InventoryPortal.Components.Pages.Dashboard;

/// <summary>What needs a look, how the channels follow, and what goes on. Every part of it is live by itself.</summary>
public sealed partial class DashboardPage;
