namespace InventoryPortal.Lab.Book;

/// <summary>When a kind of shop takes units from its shelf and gives them back, and what can happen to its orders at all.</summary>
/// <param name="Taking">States in which an order's units are off the shelf.</param>
/// <param name="GivingBack">States in which units that were taken return to the shelf; in a state that is in neither set the shelf stays as it is.</param>
/// <param name="Sold">States in which the portal is to count the units as sold: what a test compares with the ledger.</param>
/// <param name="Starts">States in which a customer's order may begin; <see cref="ShopOrderState.Paid"/> must be among them.</param>
/// <param name="Edits">Whether the merchant can change quantities of a placed order.</param>
/// <param name="Refunds">Whether units are paid back in a way that the channel tells of.</param>
public sealed record ShopRules(
    IReadOnlySet<ShopOrderState> Taking,
    IReadOnlySet<ShopOrderState> GivingBack,
    IReadOnlySet<ShopOrderState> Sold,
    IReadOnlySet<ShopOrderState> Starts,
    bool Edits,
    bool Refunds);
