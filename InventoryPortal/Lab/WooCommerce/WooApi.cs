using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.WooCommerce;

/// <summary>One WooCommerce store's REST API <c>wc/v3</c> and its webhooks: the state when they leave, one try each, off after seven failures.</summary>
internal sealed class WooApi(ShopBook book) : ILabApi
{
    private const string Root = "wp-json/wc/v3";

    private readonly ShopRender _render = new(book);
    private readonly ShopRoutes _routes = new(book);

    public LabReply Answer(LabRequest request, LabScene scene)
    {
        if (request.Path != Root && !request.Path.StartsWith(Root + "/", StringComparison.Ordinal))
        {
            return new LabReply(404, "<!doctype html><title>Page not found</title>", "text/html; charset=UTF-8");
        }
        var asked = new ShopRequest(request.Method, request.Path[Root.Length..].Trim('/'), request.Query, request.Body, request.Header("Authorization"));
        var half = scene.HalfFails ? new ShopRoutes.HalfFault("woocommerce_rest_cannot_edit", 500) : null;
        var (key, secret) = (scene.Credentials?.GetValueOrDefault("consumerKey"), scene.Credentials?.GetValueOrDefault("consumerSecret"));
        var reply = ShopKeys.Refusal(asked, key ?? "", secret ?? "", "read_write") ?? _routes.Handle(asked, request.Parameters, half);
        return new LabReply(reply.Status, reply.Body?.ToJsonString() ?? "", "application/json; charset=UTF-8", Paging(reply), reply.Made is { Status: "active" } made ? made : null);
    }

    public int Items(LabRequest request) => request.Path.EndsWith("/batch", StringComparison.Ordinal) ? ShopRoutes.BatchSize(request.Body) : 0;

    public LabReply? Spoil(LabFault fault, LabRequest request) => fault switch
    {
        LabFault.TooMany => LabReply.Usual(fault)! with { Body = ShopRender.Error("too_many_requests", "Slow down.", 429).ToJsonString() },
        LabFault.OkWithError when request.Method != "GET" => new LabReply(200, ShopRender.Error("internal_server_error", "There has been a critical error.", 500).ToJsonString()),
        _ => LabReply.Usual(fault),
    };

    public IReadOnlyList<string> Topics(ShopEvent what) => WooWords.TopicOf(what.Kind) is { } topic ? [topic] : [];

    public string? Body(string topic, ShopEvent what) => topic == OutgoingHook.Ping ? "" : _render.Body(topic, what.Id);

    // A ping is a form without a signature; the id of the webhook is all it says.
    public LabEnvelope Dress(OutgoingHook sent) => sent.Topic == OutgoingHook.Ping
        ? new LabEnvelope("application/x-www-form-urlencoded", new Dictionary<string, string>()) { Body = $"webhook_id={sent.Hook.Id}" }
        : new LabEnvelope("application/json", new Dictionary<string, string>
    {
        ["User-Agent"] = "WooCommerce/10.0.2 Hookshot (WordPress/6.8.7)",
        ["X-WC-Webhook-Source"] = "https://shop.example/",
        ["X-WC-Webhook-Topic"] = sent.Topic,
        ["X-WC-Webhook-Resource"] = sent.Topic.Split('.')[0],
        ["X-WC-Webhook-Event"] = sent.Topic.Split('.')[^1],
        ["X-WC-Webhook-Signature"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sent.Hook.Secret), Encoding.UTF8.GetBytes(sent.Body))),
        ["X-WC-Webhook-ID"] = sent.Hook.Id.ToString(CultureInfo.InvariantCulture),
        // A store makes it from the webhook and the second: it says nothing about the message.
        ["X-WC-Webhook-Delivery-ID"] = Convert.ToHexStringLower(Short($"{sent.Hook.Id}{sent.At.ToUnixTimeSeconds()}")),
    });

    public HookOutcome Delivered(ShopHook hook, int status, int attempt) => new(WooWords.Delivered(hook, status), null);

    private static ReadOnlySpan<byte> Short(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);

    private static Dictionary<string, string>? Paging(ShopRoutes.Reply reply) => reply.Total is not { } total ? null : new()
    {
        ["X-WP-Total"] = total.ToString(CultureInfo.InvariantCulture),
        ["X-WP-TotalPages"] = (reply.TotalPages ?? 0).ToString(CultureInfo.InvariantCulture),
    };
}
