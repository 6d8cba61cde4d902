using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Ebay;

/// <summary>Where an application's alerts and notifications go. An endpoint is challenged before it is taken.</summary>
internal sealed class EbayDestinations(ShopBook book)
{
    private const string Enabled = "ENABLED";

    private sealed record Destination(string Name, string Endpoint, string Token, string Status);

    private readonly SortedDictionary<long, Destination> _known = [];
    private string? _alertEmail;

    public IEnumerable<JsonObject> All => _known.Select(d => Describe(d.Key, d.Value));

    public LabReply Configuration => _alertEmail is null
        ? EbaySays.Refused(404, 195026, EbayNotices.Domain, "Configuration Not Found.")
        : EbaySays.Ok(new JsonObject { ["alertEmail"] = _alertEmail });

    public bool Knows(long id) => _known.ContainsKey(id);

    /// <summary>The endpoint of a destination; null when there is none of this id.</summary>
    public string? EndpointOf(long id) => _known.GetValueOrDefault(id)?.Endpoint;

    public bool IsEnabled(long id) => _known.GetValueOrDefault(id)?.Status == Enabled;

    public void MarkDown(long id)
    {
        if (_known.TryGetValue(id, out var destination))
        {
            _known[id] = destination with { Status = "MARKED_DOWN" };
        }
    }

    public LabReply Configure(LabRequest request)
    {
        if (EbaySays.Text(EbaySays.Strict(EbaySays.Parse(request.Body), "alertEmail")?["alertEmail"], 254) is not { } email || !email.Contains('@'))
        {
            return EbaySays.Refused(400, 195025, EbayNotices.Domain, "Invalid or missing email.");
        }
        _alertEmail = email;
        return EbaySays.Done;
    }

    /// <summary>Registers an endpoint, or changes the one of this id.</summary>
    public LabReply Register(LabRequest request, long id)
    {
        var body = EbaySays.Strict(EbaySays.Parse(request.Body), "name", "status", "deliveryConfig");
        var delivery = EbaySays.Strict(body?["deliveryConfig"], "endpoint", "verificationToken");
        if (body is null || EbaySays.Text(body["name"], 64) is not { } name)
        {
            return EbaySays.Refused(400, 195016, EbayNotices.Domain, "Invalid name. Markups or lengths greater than 64 not supported");
        }
        if (EbaySays.Text(body["status"], 20) is not (Enabled or "DISABLED"))
        {
            return EbaySays.Refused(400, 195018, EbayNotices.Domain, "Invalid or missing destination status. Supported values:[ENABLED,DISABLED]");
        }
        // eBay takes https only; the Lab calls the portal that it is part of, wherever that listens.
        if (delivery is null || !Uri.TryCreate(EbaySays.Text(delivery["endpoint"], 2000), UriKind.Absolute, out var endpoint)
            || (endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Authority != request.Address.Authority))
        {
            return EbaySays.Refused(400, 195017, EbayNotices.Domain, "Invalid or missing endpoint.");
        }
        if (EbaySays.Text(delivery["verificationToken"], 80) is not { Length: >= 32 } token || !token.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            return EbaySays.Refused(400, 195019, EbayNotices.Domain, "Invalid or missing verification token for this endpoint.");
        }
        if (_alertEmail is null)
        {
            return EbaySays.Refused(409, 195003, EbayNotices.Domain, "Please provide configurations required for notifications. Refer to /config");
        }
        return _known.Any(d => d.Key != id && d.Value.Endpoint == endpoint.AbsoluteUri)
            ? EbaySays.Refused(409, 195021, EbayNotices.Domain, "Destination exists for this endpoint")
            : Challenge(request, id, new Destination(name, endpoint.AbsoluteUri, token, (string)body["status"]!));
    }

    // The endpoint is taken only when it proves that it knows the token.
    private LabReply Challenge(LabRequest request, long id, Destination destination)
    {
        var code = Guid.NewGuid().ToString();
        var right = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code + destination.Token + destination.Endpoint)));
        return LabReply.After(new LabQuestion(new Uri($"{destination.Endpoint}?challenge_code={code}"), (status, said) =>
        {
            if (status != 200 || EbaySays.Text(EbaySays.Strict(EbaySays.Parse(said), "challengeResponse")?["challengeResponse"], 64) != right)
            {
                return EbaySays.Refused(409, 195020, EbayNotices.Domain, "Challenge verification failed for requested endpoint");
            }
            var taken = id == 0 ? book.NextId() : id;
            _known[taken] = destination;
            foreach (var hook in book.Hooks.Values.Where(h => h.Name == EbayNotices.Text(taken) && h.Status == "paused"))
            {
                (hook.Status, hook.Failures) = ("active", 0);
            }
            return id == 0 ? EbaySays.Made(request.Address, $"{EbayNotices.Root}destination/{taken}") : EbaySays.Done;
        }));
    }

    private static JsonObject Describe(long id, Destination destination) => new()
    {
        ["destinationId"] = EbayNotices.Text(id),
        ["name"] = destination.Name,
        ["status"] = destination.Status,
        ["deliveryConfig"] = new JsonObject { ["endpoint"] = destination.Endpoint, ["verificationToken"] = destination.Token },
    };
}
