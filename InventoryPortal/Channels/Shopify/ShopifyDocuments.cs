namespace InventoryPortal.Channels.Shopify;

/// <summary>One document of the API with what its first call is taken to cost, in points, until an answer has told.</summary>
/// <param name="Name">Of the operation; shown on the monitor and remembered with its cost.</param>
/// <param name="Text">As it is sent.</param>
/// <param name="Cost">Points asked for: 1 an object, as many as are asked for of a list, 10 a change.</param>
internal sealed record ShopifyDocument(string Name, string Text, double Cost)
{
    /// <summary>Whether it changes something at the shop.</summary>
    public bool IsChange { get; } = Text.StartsWith("mutation", StringComparison.Ordinal);
}

/// <summary>Everything that is ever asked of a shop. Page sizes keep every document below the 1,000 points that one query may cost.</summary>
internal static class ShopifyDocuments
{
    /// <summary>Variants of one page, about five points each.</summary>
    public const int VariantsPerPage = 150;

    /// <summary>Items of one look at present quantities, about three points each.</summary>
    public const int ItemsPerRead = 200;

    /// <summary>Orders of one page: the API's largest.</summary>
    public const int OrdersPerPage = 250;

    /// <summary>Lines of one look at an order, three points each: most carts are smaller, and what is asked for has to be in the bucket.</summary>
    public const int LinesPerPage = 25;

    /// <summary>Refunds of one order that are looked at.</summary>
    public const int RefundsPerOrder = 50;

    /// <summary>Lines of one look at a refund, two points each.</summary>
    public const int RefundLinesPerPage = 25;

    public static readonly ShopifyDocument SetQuantities = new("setQuantities", """
        mutation setQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $key) {
            inventoryAdjustmentGroup { changes(quantityNames: ["available"]) { name quantityAfterChange item { id } } }
            userErrors { code field message }
          }
        }
        """, 15);

    public static readonly ShopifyDocument Activate = new("activate", """
        mutation activate($item: ID!, $location: ID!, $key: String!) {
          inventoryItemUpdate(id: $item, input: { tracked: true }) { userErrors { field message } }
          inventoryActivate(inventoryItemId: $item, locationId: $location) @idempotent(key: $key) { userErrors { field message } }
        }
        """, 22);

    public static readonly ShopifyDocument Stock = new("stock", """
        query stock($ids: [ID!]!, $location: ID!) {
          nodes(ids: $ids) { ... on InventoryItem { id tracked inventoryLevel(locationId: $location) { quantities(names: ["available"]) { name quantity } } } }
        }
        """, 600);

    public static readonly ShopifyDocument Variants = new("variants", $$"""
        query variants($after: String, $location: ID!) {
          productVariantsCount(limit: null) { count }
          productVariants(first: {{VariantsPerPage}}, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes { sku barcode title product { title } inventoryItem { id tracked inventoryLevel(locationId: $location) { quantities(names: ["available"]) { name quantity } } } }
          }
        }
        """, 760);

    /// <summary>What a bulk operation is to run over every variant; it knows no variables, so the location stands in it.</summary>
    public static string AllVariants(string location) => $$"""
        { productVariants { edges { node { sku barcode title product { title } inventoryItem { id tracked inventoryLevel(locationId: "{{location}}") { quantities(names: ["available"]) { name quantity } } } } } } }
        """;

    public static readonly ShopifyDocument RunBulk = new("runBulk", """
        mutation runBulk($query: String!) {
          bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { code field message } }
        }
        """, 12);

    public static readonly ShopifyDocument Bulk = new("bulk", """
        query bulk($id: ID!) { bulkOperation(id: $id) { id status errorCode url } }
        """, 1);

    public static readonly ShopifyDocument Orders = new("orders", $$"""
        query orders($after: String, $query: String!) {
          orders(first: {{OrdersPerPage}}, after: $after, query: $query, sortKey: UPDATED_AT) { pageInfo { hasNextPage endCursor } nodes { id updatedAt } }
        }
        """, 255);

    public static readonly ShopifyDocument Order = new("order", $$"""
        query order($id: ID!, $after: String) {
          order(id: $id) {
            id name createdAt updatedAt cancelledAt confirmed displayFinancialStatus displayFulfillmentStatus
            lineItems(first: {{LinesPerPage}}, after: $after) {
              pageInfo { hasNextPage endCursor }
              nodes { id name sku quantity currentQuantity variant { inventoryItem { id } } }
            }
          }
        }
        """, 80);

    public static readonly ShopifyDocument Refunds = new("refunds", $$"""
        query refunds($id: ID!) { order(id: $id) { updatedAt refunds(first: {{RefundsPerOrder}}) { id } } }
        """, 55);

    public static readonly ShopifyDocument RefundLines = new("refundLines", $$"""
        query refundLines($id: ID!, $after: String) {
          node(id: $id) {
            ... on Refund {
              refundLineItems(first: {{RefundLinesPerPage}}, after: $after) { pageInfo { hasNextPage endCursor } nodes { quantity restockType lineItem { id } } }
            }
          }
        }
        """, 55);

    public static readonly ShopifyDocument Subscriptions = new("subscriptions", """
        query subscriptions($after: String) {
          webhookSubscriptions(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id topic uri } }
        }
        """, 105);

    public static readonly ShopifyDocument Subscribe = new("subscribe", """
        mutation subscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
          webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) { webhookSubscription { id } userErrors { field message } }
        }
        """, 12);

    public static readonly ShopifyDocument Unsubscribe = new("unsubscribe", """
        mutation unsubscribe($id: ID!) { webhookSubscriptionDelete(id: $id) { userErrors { field message } } }
        """, 12);

    public static readonly ShopifyDocument Access = new("access", """
        query access($location: ID!) { currentAppInstallation { accessScopes { handle } } location(id: $location) { id name isActive } }
        """, 5);
}
