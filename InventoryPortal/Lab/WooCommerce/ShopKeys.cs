using System.Text;
using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.WooCommerce;

/// <summary>What a store says to a key that it does not take.</summary>
internal static class ShopKeys
{
    /// <summary>
    /// The refusal, or null. Every refusal is 401; an unknown key is worded like a lack of rights. The index needs no key.
    /// </summary>
    /// <param name="permission">read, write or read_write.</param>
    public static ShopRoutes.Reply? Refusal(ShopRequest request, string consumerKey, string consumerSecret, string permission)
    {
        if (request.Route.Length == 0)
        {
            return new ShopRoutes.Reply(200, new JsonObject { ["namespace"] = "wc/v3", ["routes"] = new JsonObject() });
        }
        var pair = Pair(request.Authorization);
        var (code, message) = pair.Length != 2 || pair[0] != consumerKey
                ? ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
            : pair[1] != consumerSecret
                ? ("woocommerce_rest_authentication_error", "Consumer secret is invalid.")
            : request.Method == "GET" && permission == "write"
                ? ("woocommerce_rest_authentication_error", "The API key provided does not have read permissions.")
            : request.Method != "GET" && permission == "read"
                ? ("woocommerce_rest_authentication_error", "The API key provided does not have write permissions.")
            : ("", "");
        return code.Length == 0 ? null : new ShopRoutes.Reply(401, ShopRender.Error(code, message, 401));
    }

    private static string[] Pair(string? authorization)
    {
        var bytes = new byte[authorization?.Length ?? 0];
        return authorization?.StartsWith("Basic ", StringComparison.Ordinal) == true && Convert.TryFromBase64String(authorization[6..], bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)
            : [];
    }
}
