using System.Globalization;

namespace InventoryPortal.Lab.Amazon;

/// <summary>Documents at addresses of their own: whoever has the address may put or fetch, nobody signs in.</summary>
internal sealed class AmazonFileShelf
{
    /// <summary>Where documents lie, under the account's address.</summary>
    public const string Prefix = "files/";

    /// <summary>Documents kept; the oldest go.</summary>
    private const int MaxFiles = 100;

    private readonly Dictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private long _last = 5_000_000_000;

    /// <summary>Puts a document down, or an empty place for one; gives its id.</summary>
    public string Store(string contentType, string content)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"amzn1.tortuga.4.na.{++_last}");
        _files[id] = new StoredFile(contentType, Guid.NewGuid().ToString("N"), _last) { Content = content };
        foreach (var old in _files.OrderBy(f => f.Value.Number).Take(Math.Max(0, _files.Count - MaxFiles)).ToList())
        {
            _files.Remove(old.Key);
        }
        return id;
    }

    /// <summary>What lies there; null where nothing does.</summary>
    public string? Find(string id) => _files.GetValueOrDefault(id)?.Content;

    public string UrlOf(LabRequest request, string id) => $"{request.Address.AbsoluteUri}/{Prefix}{id}?signature={_files[id].Signature}";

    public LabReply Answer(LabRequest request)
    {
        if (!_files.TryGetValue(request.Path[Prefix.Length..], out var file) || request.Parameters["signature"] != file.Signature)
        {
            return new LabReply(403, "<Error><Code>AccessDenied</Code></Error>", "application/xml");
        }
        if (request.Method == "GET")
        {
            return new LabReply(200, file.Content, file.ContentType);
        }
        if (request.Method != "PUT" || request.Header("Content-Type") != file.ContentType)
        {
            return new LabReply(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>", "application/xml");
        }
        file.Content = request.Body;
        return new LabReply(200, "");
    }

    private sealed class StoredFile(string contentType, string signature, long number)
    {
        public string ContentType { get; } = contentType;

        public string Signature { get; } = signature;

        public long Number { get; } = number;

        public string Content { get; set; } = "";
    }
}
