using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>What holds requests against a vendor's model finds every kind of fault in them.</summary>
public sealed class VendorModelTests
{
    private static readonly VendorModel Model = VendorModel.Parse("""
        {
          "paths": { "/things/{id}": { "patch": { "parameters": [
            { "name": "id", "in": "path", "required": true, "type": "string" },
            { "name": "place", "in": "query", "required": true, "type": "array", "maxItems": 2, "items": { "type": "string", "enum": ["A", "B", "C"] } },
            { "name": "size", "in": "query", "type": "integer", "maximum": 20 },
            { "name": "since", "in": "query", "type": "string", "format": "date-time" },
            { "in": "body", "name": "body", "required": true, "schema": { "$ref": "#/definitions/Change" } }
          ] } } },
          "definitions": { "Change": { "type": "object", "required": ["kind", "values"], "properties": {
            "kind": { "type": "string", "enum": ["merge"] },
            "note": { "type": "string", "maxLength": 3 },
            "values": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["quantity"], "properties": { "quantity": { "type": "integer", "minimum": 0 } } } },
            "free": { "type": "object", "additionalProperties": true }
          }, "oneOf": [ { "properties": { "kind": { "const": "merge" } } }, { "required": ["free"], "properties": { "kind": { "const": "other" }, "note": false } } ] } }
        }
        """);

    [Theory]
    [InlineData("?place=A,B&size=20&since=2026-03-01T12:00:00Z", """{"kind":"merge","values":[{"quantity":1}],"free":{"any":1}}""", 0)]
    [InlineData("?size=20", """{"kind":"merge","values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=A,B,C", """{"kind":"merge","values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=D", """{"kind":"merge","values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=A&size=21", """{"kind":"merge","values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=A&since=lately", """{"kind":"merge","values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=A&colour=red", """{"kind":"merge","values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=A", "", 1)]
    [InlineData("?place=A", """{"values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=A", """{"kind":"merge","values":[]}""", 1)]
    [InlineData("?place=A", """{"kind":"merge","values":[{"quantity":"1"}]}""", 1)]
    [InlineData("?place=A", """{"kind":"merge","values":[{"quantity":1.5}]}""", 1)]
    [InlineData("?place=A", """{"kind":"merge","values":[{"quantity":-1}]}""", 1)]
    [InlineData("?place=A", """{"kind":"merge","values":[{"quantity":1,"unit":"x"}]}""", 1)]
    [InlineData("?place=A", """{"kind":"merge","note":"long","values":[{"quantity":1}]}""", 1)]
    [InlineData("?place=A", """{"kind":"replace","values":[{"quantity":1}]}""", 2)]
    public void A_request_has_as_many_faults(string query, string body, int faults)
    {
        var found = Model.Faults("PATCH", "/things/7", query, body)!;
        Assert.True(faults == found.Count, string.Join(' ', found));
    }

    [Theory]
    [InlineData("GET", "/things/7")]
    [InlineData("PATCH", "/things")]
    [InlineData("PATCH", "/things/7/8")]
    public void What_the_model_does_not_have_is_no_operation(string method, string path) => Assert.Null(Model.Faults(method, path, "", ""));
}
