using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace InventoryPortal.Lab.Shopify;

/// <summary>
/// The part of the Admin API 2026-10 that the simulated shop speaks, one field a line. What is not here is refused as an unknown field,
/// so that a portal that asks for something else is noticed.
/// </summary>
internal static partial class ShopifySchema
{
    private const string Fields = """
        QueryRoot.node(id: ID!): Node
        QueryRoot.nodes(ids: [ID!]!): [Node]!
        QueryRoot.location(id: ID): Location
        QueryRoot.currentAppInstallation: AppInstallation!
        QueryRoot.productVariants(first: Int, after: String, last: Int, before: String, query: String, reverse: Boolean, sortKey: ProductVariantSortKeys): ProductVariantConnection!
        QueryRoot.productVariantsCount(limit: Int, query: String): Count
        QueryRoot.order(id: ID!): Order
        QueryRoot.orders(first: Int, after: String, last: Int, before: String, query: String, reverse: Boolean, sortKey: OrderSortKeys): OrderConnection!
        QueryRoot.webhookSubscriptions(first: Int, after: String, last: Int, before: String, uri: String, topics: [WebhookSubscriptionTopic!]): WebhookSubscriptionConnection!
        QueryRoot.bulkOperation(id: ID!): BulkOperation
        Mutation.inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
        Mutation.inventoryItemUpdate(id: ID!, input: InventoryItemInput!): InventoryItemUpdatePayload
        Mutation.inventoryActivate(inventoryItemId: ID!, locationId: ID!, available: Int, onHand: Int): InventoryActivatePayload
        Mutation.bulkOperationRunQuery(query: String!, groupObjects: Boolean): BulkOperationRunQueryPayload
        Mutation.webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionCreatePayload
        Mutation.webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
        InventorySetQuantitiesInput.name: String!
        InventorySetQuantitiesInput.reason: String!
        InventorySetQuantitiesInput.referenceDocumentUri: String
        InventorySetQuantitiesInput.quantities: [InventoryQuantityInput!]!
        InventoryQuantityInput.inventoryItemId: ID!
        InventoryQuantityInput.locationId: ID!
        InventoryQuantityInput.quantity: Int!
        InventoryQuantityInput.changeFromQuantity: Int
        InventoryItemInput.tracked: Boolean
        InventoryItemInput.sku: String
        WebhookSubscriptionInput.uri: String
        WebhookSubscriptionInput.format: WebhookSubscriptionFormat
        WebhookSubscriptionInput.filter: String
        WebhookSubscriptionInput.includeFields: [String!]
        InventorySetQuantitiesPayload.inventoryAdjustmentGroup: InventoryAdjustmentGroup
        InventorySetQuantitiesPayload.userErrors: [InventorySetQuantitiesUserError!]!
        InventorySetQuantitiesUserError.code: InventorySetQuantitiesUserErrorCode
        InventorySetQuantitiesUserError.field: [String!]
        InventorySetQuantitiesUserError.message: String!
        InventoryAdjustmentGroup.id: ID!
        InventoryAdjustmentGroup.reason: String!
        InventoryAdjustmentGroup.changes(inventoryItemIds: [ID!], locationIds: [ID!], quantityNames: [String!]): [InventoryChange!]!
        InventoryChange.name: String!
        InventoryChange.delta: Int!
        InventoryChange.quantityAfterChange: Int
        InventoryChange.item: InventoryItem
        InventoryChange.location: Location
        InventoryItemUpdatePayload.inventoryItem: InventoryItem
        InventoryItemUpdatePayload.userErrors: [UserError!]!
        InventoryActivatePayload.inventoryLevel: InventoryLevel
        InventoryActivatePayload.userErrors: [UserError!]!
        BulkOperationRunQueryPayload.bulkOperation: BulkOperation
        BulkOperationRunQueryPayload.userErrors: [BulkOperationUserError!]!
        BulkOperationUserError.code: BulkOperationUserErrorCode
        BulkOperationUserError.field: [String!]
        BulkOperationUserError.message: String!
        WebhookSubscriptionCreatePayload.webhookSubscription: WebhookSubscription
        WebhookSubscriptionCreatePayload.userErrors: [UserError!]!
        WebhookSubscriptionDeletePayload.deletedWebhookSubscriptionId: ID
        WebhookSubscriptionDeletePayload.userErrors: [UserError!]!
        UserError.field: [String!]
        UserError.message: String!
        PageInfo.hasNextPage: Boolean!
        PageInfo.hasPreviousPage: Boolean!
        PageInfo.endCursor: String
        PageInfo.startCursor: String
        Count.count: Int!
        Location.id: ID!
        Location.name: String!
        Location.isActive: Boolean!
        AppInstallation.id: ID!
        AppInstallation.accessScopes: [AccessScope!]!
        AccessScope.handle: String!
        Product.id: ID!
        Product.title: String!
        Product.status: ProductStatus!
        ProductVariant.id: ID!
        ProductVariant.sku: String
        ProductVariant.barcode: String
        ProductVariant.title: String!
        ProductVariant.product: Product!
        ProductVariant.inventoryItem: InventoryItem!
        InventoryItem.id: ID!
        InventoryItem.sku: String
        InventoryItem.tracked: Boolean!
        InventoryItem.inventoryLevel(locationId: ID!, includeInactive: Boolean): InventoryLevel
        InventoryLevel.id: ID!
        InventoryLevel.isActive: Boolean!
        InventoryLevel.location: Location!
        InventoryLevel.quantities(names: [String!]!): [InventoryQuantity!]!
        InventoryQuantity.name: String!
        InventoryQuantity.quantity: Int!
        Order.id: ID!
        Order.name: String!
        Order.createdAt: DateTime!
        Order.updatedAt: DateTime!
        Order.cancelledAt: DateTime
        Order.confirmed: Boolean!
        Order.displayFinancialStatus: OrderDisplayFinancialStatus
        Order.displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
        Order.lineItems(first: Int, after: String, last: Int, before: String, reverse: Boolean): LineItemConnection!
        Order.refunds(first: Int): [Refund!]!
        LineItem.id: ID!
        LineItem.name: String!
        LineItem.sku: String
        LineItem.quantity: Int!
        LineItem.currentQuantity: Int!
        LineItem.variant: ProductVariant
        Refund.id: ID!
        Refund.createdAt: DateTime
        Refund.refundLineItems(first: Int, after: String, last: Int, before: String, reverse: Boolean): RefundLineItemConnection!
        RefundLineItem.quantity: Int!
        RefundLineItem.restockType: RefundLineItemRestockType!
        RefundLineItem.restocked: Boolean!
        RefundLineItem.lineItem: LineItem!
        WebhookSubscription.id: ID!
        WebhookSubscription.topic: WebhookSubscriptionTopic!
        WebhookSubscription.uri: String!
        WebhookSubscription.format: WebhookSubscriptionFormat!
        BulkOperation.id: ID!
        BulkOperation.status: BulkOperationStatus!
        BulkOperation.errorCode: BulkOperationErrorCode
        BulkOperation.objectCount: UnsignedInt64!
        BulkOperation.url: URL
        """;

    private static readonly FrozenDictionary<string, string[]> Enums = new Dictionary<string, string[]>
    {
        ["ProductVariantSortKeys"] = ["ID", "SKU", "TITLE"],
        ["OrderSortKeys"] = ["CREATED_AT", "ID", "PROCESSED_AT", "UPDATED_AT"],
        ["WebhookSubscriptionTopic"] =
        [
            "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_PAID", "ORDERS_CANCELLED", "ORDERS_EDITED", "ORDERS_FULFILLED", "ORDERS_DELETE", "REFUNDS_CREATE",
            "INVENTORY_LEVELS_UPDATE", "INVENTORY_LEVELS_CONNECT", "INVENTORY_LEVELS_DISCONNECT", "APP_UNINSTALLED",
        ],
        ["WebhookSubscriptionFormat"] = ["JSON", "XML"],
        // Words that the shop only says: what they are, its own answers tell.
        ["BulkOperationErrorCode"] = [],
        ["BulkOperationUserErrorCode"] = [],
        ["InventorySetQuantitiesUserErrorCode"] = [],
        ["ProductStatus"] = [],
        ["OrderDisplayFinancialStatus"] = [],
        ["OrderDisplayFulfillmentStatus"] = [],
        ["RefundLineItemRestockType"] = [],
        ["BulkOperationStatus"] = [],
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Scalars = new[] { "ID", "String", "Int", "Boolean", "DateTime", "UnsignedInt64", "URL" }.ToFrozenSet();

    private static readonly string[] Connected = ["ProductVariant", "Order", "LineItem", "RefundLineItem", "WebhookSubscription"];

    private static readonly FrozenSet<string> Nodes = new[] { "InventoryItem", "Refund", "Order", "Location", "ProductVariant", "Product" }.ToFrozenSet();

    public static GraphSchema Known { get; } = new(Read(), Enums, Scalars, Nodes);

    private static FrozenDictionary<string, FrozenDictionary<string, SchemaField>> Read()
    {
        var lines = Fields.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => Line().Match(l)).Select(m => (
            Owner: m.Groups["type"].Value,
            Field: new SchemaField(m.Groups["field"].Value, Arguments(m.Groups["arguments"].Value), GraphText.Type(m.Groups["result"].Value))));
        var connections = Connected.SelectMany(t => new[]
        {
            (Owner: t + "Connection", Field: Plain("nodes", $"[{t}!]!")), (Owner: t + "Connection", Field: Plain("edges", $"[{t}Edge!]!")),
            (Owner: t + "Connection", Field: Plain("pageInfo", "PageInfo!")), (Owner: t + "Edge", Field: Plain("node", $"{t}!")), (Owner: t + "Edge", Field: Plain("cursor", "String!")),
        });
        return lines.Concat(connections).GroupBy(l => l.Owner).ToFrozenDictionary(g => g.Key, g => g.ToFrozenDictionary(l => l.Field.Name, l => l.Field));
    }

    private static SchemaField Plain(string name, string type) => new(name, new Dictionary<string, GraphType>(), GraphText.Type(type));

    private static Dictionary<string, GraphType> Arguments(string text) => text
        .Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split(": ")).ToDictionary(a => a[0], a => GraphText.Type(a[1]), StringComparer.Ordinal);

    [GeneratedRegex(@"\A(?<type>\w+)\.(?<field>\w+)(\((?<arguments>[^)]*)\))?: (?<result>\S+)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
