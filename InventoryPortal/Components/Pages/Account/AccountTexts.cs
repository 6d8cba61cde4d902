namespace InventoryPortal.Components.Pages.Account;

/// <summary>Names the texts of the account pages.</summary>
public sealed class AccountTexts;
