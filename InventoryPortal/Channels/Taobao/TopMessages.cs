using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>The seller whose session it is.</summary>
internal sealed record TopSeller(long UserId, string Nick);

/// <summary>
/// The queue in which Taobao keeps its messages until they are fetched and confirmed. It is the app's: messages of other sellers that
/// use the same app lie in it too, and are left there.
/// </summary>
internal sealed class TopMessages(TopCalls calls)
{
    /// <summary>Messages fetched, and confirmed, at once: the methods' own limit.</summary>
    private const int MaxMessages = 200;

    /// <summary>Sellers remembered; past it all are forgotten, which costs a call each.</summary>
    private const int MaxSellers = 1_000;

    private readonly ConcurrentDictionary<(long ChannelId, long Version), TopSeller> _sellers = new();

    public async Task<EventPull> PullAsync(TopShop shop, CancellationToken cancellationToken)
    {
        var (seller, unknown) = await SellerAsync(shop, cancellationToken);
        if (seller is null)
        {
            return new EventPull([], false, unknown);
        }
        var call = await calls.SendAsync(
            shop, "taobao.tmc.messages.consume", cancellationToken,
            ("group_name", shop.Group), ("quantity", MaxMessages.ToString(CultureInfo.InvariantCulture)));
        if (FaultOf(shop, call) is { } failure)
        {
            return new EventPull([], false, failure);
        }
        return ((TopAnswer.Good)call.Answer).Response.List("messages", "tmc_message") is { } messages
            ? new EventPull([.. messages.Where(m => IsOf(seller, m)).Select(Event).OfType<PulledEvent>()], messages.Count >= MaxMessages, null)
            : new EventPull([], false, new ReadFailure.Unusable("Taobao's answer holds no list of messages."));
    }

    public async Task<ReadFailure?> ConfirmAsync(TopShop shop, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Chunk(MaxMessages))
        {
            var call = await calls.SendAsync(
                shop, "taobao.tmc.messages.confirm", cancellationToken, ("group_name", shop.Group), ("s_message_ids", string.Join(',', chunk)));
            if ((FaultOf(shop, call) ?? Unsuccessful(call.Answer, "confirm messages")) is { } failure)
            {
                return failure;
            }
        }
        return null;
    }

    /// <summary>Sees to it that Taobao keeps the seller's messages for the app. All topics of the app are asked for: a list of some would take the others away.</summary>
    public async Task<WebhookSetup> EnsureAsync(TopShop shop, CancellationToken cancellationToken)
    {
        var (seller, unknown) = await SellerAsync(shop, cancellationToken);
        if (seller is null)
        {
            return new WebhookSetup(false, [], unknown);
        }
        var call = await calls.SendAsync(shop, "taobao.tmc.user.get", cancellationToken, ("fields", "user_nick,topics,is_valid"), ("nick", seller.Nick));

        // A seller who was never permitted is an error in some answers and an empty one in others.
        var isUnknown = call.Answer is TopAnswer.Refused { Error: { IsThrottle: false, IsSignIn: false, IsPlatform: false, IsClock: false } };
        if (!isUnknown && FaultOf(shop, call) is { } failure)
        {
            return new WebhookSetup(false, [], failure);
        }
        if (call.Answer is TopAnswer.Good good && good.Response.Member("tmc_user") is { } user && IsWhole(user))
        {
            return new WebhookSetup(true, [], null);
        }
        var permit = await calls.SendAsync(shop, "taobao.tmc.user.permit", cancellationToken);
        var refused = FaultOf(shop, permit) ?? Unsuccessful(permit.Answer, "keep the seller's messages");
        return new WebhookSetup(refused is null, refused is null ? ["Had Taobao keep the seller's messages for the app."] : [], refused);
    }

    /// <summary>Who the seller is; remembered for as long as the channel stays as it is.</summary>
    public async Task<(TopSeller? Seller, ReadFailure? Failure)> SellerAsync(TopShop shop, CancellationToken cancellationToken)
    {
        if (_sellers.TryGetValue((shop.ChannelId, shop.Version), out var known))
        {
            return (known, null);
        }
        var call = await AskSellerAsync(shop, cancellationToken);
        if (FaultOf(shop, call) is { } failure)
        {
            return (null, failure);
        }
        if (SellerOf((TopAnswer.Good)call.Answer) is not { } seller)
        {
            return (null, new ReadFailure.Unusable("Taobao's answer does not name the seller."));
        }
        if (_sellers.Count > MaxSellers)
        {
            _sellers.Clear();
        }
        _sellers[(shop.ChannelId, shop.Version)] = seller;
        return (seller, null);
    }

    /// <summary>Asks whose session it is.</summary>
    public Task<TopCall> AskSellerAsync(TopShop shop, CancellationToken cancellationToken) =>
        calls.SendAsync(shop, "taobao.user.seller.get", cancellationToken, ("fields", "user_id,nick"));

    /// <summary>The seller that an answer names; null for none.</summary>
    public static TopSeller? SellerOf(TopAnswer.Good good) => good.Response.Member("user") is { } user && user.TopId("user_id") is > 0 and var id
        ? new TopSeller(id, user.Text("nick") ?? "")
        : null;

    // Sales are polled as well: an app without the right to the queue is synced without it.
    private ReadFailure? FaultOf(TopShop shop, TopCall call) =>
        TopFaults.OfRead(call.Answer, calls.Now, shop.Secrets) is not { } failure ? null
        : call.Answer is TopAnswer.Refused { Error.IsRight: true } ? new ReadFailure.Unusable($"The message queue is not permitted to the app. {failure.Reason}")
        : failure;

    private static bool IsWhole(JsonElement user) =>
        user.Member("is_valid") is { ValueKind: JsonValueKind.True } && user.List("topics", "string") is { } topics
        && (topics.Count == 0 || TopEvents.Wanted.All(w => topics.Any(t => t.ValueKind == JsonValueKind.String && t.ValueEquals(w))));

    private static bool IsOf(TopSeller seller, JsonElement message) =>
        message.TopId("user_id") is var id and > 0 ? id == seller.UserId : message.Text("user_nick") is not { } nick || nick == seller.Nick;

    // One without a whole id can neither be told from another nor confirmed; Taobao gives it up after some days.
    private static PulledEvent? Event(JsonElement message)
    {
        if (message.TopId("id") is not (> 0 and var id) || message.Text("topic") is not { Length: <= TopEvents.MaxTopic } topic)
        {
            return null;
        }
        var text = id.ToString(CultureInfo.InvariantCulture);
        var body = Encoding.UTF8.GetBytes(message.Text("content") ?? "");
        var kept = new Dictionary<string, string> { ["id"] = text, ["pub_time"] = message.Text("pub_time") ?? "" };
        return new PulledEvent(text, new WebhookReception.Genuine($"tmc:{text}", topic, TopEvents.SubjectOf(topic, body), kept), body);
    }

    private static ReadFailure.Unusable? Unsuccessful(TopAnswer answer, string what) =>
        answer is TopAnswer.Good good && good.Response.Member("is_success") is { ValueKind: JsonValueKind.True }
            ? null
            : new ReadFailure.Unusable($"Taobao did not {what}, and does not say why.");
}
