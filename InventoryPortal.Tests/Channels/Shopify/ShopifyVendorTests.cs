using InventoryPortal.Channels.Shopify;
using InventoryPortal.Lab.Shopify;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

/// <summary>
/// What is sent, and the schema that the simulated shop keeps to, against the vendor's own. Its file may not be part of this
/// project: these tests run where <c>INVENTORYPORTAL_CONTRACTS</c> names a folder that has it.
/// </summary>
public sealed class ShopifyVendorTests
{
    private const string Variable = "INVENTORYPORTAL_CONTRACTS";
    private const string File = "shopify/admin_2026-10.graphql.gz";

    private static readonly Lazy<GraphSchema> Vendor = new(() => VendorSchema.Read(Path.Combine(Environment.GetEnvironmentVariable(Variable)!, File)));

    [Fact]
    public void Every_document_that_is_sent_is_one_that_the_vendors_schema_takes()
    {
        SkipWithoutTheFile();
        foreach (var document in ShopifySamples.Documents)
        {
            var operation = GraphText.Operation(document.Text);
            Assert.Null(Record.Exception(() => new GraphCheck(operation, ShopifySamples.VariablesOf(operation), Vendor.Value).Run()));
        }
        Assert.Null(Record.Exception(() => new GraphCheck(GraphText.Operation(ShopifyDocuments.AllVariants(ShopifyBench.Location)), [], Vendor.Value).Run(isBulk: true)));
    }

    [Theory]
    [InlineData("stock", "tracked", "isTracked", "undefinedField")]
    [InlineData("variants", "barcode", "ean", "undefinedField")]
    [InlineData("setQuantities", "quantityNames", "names", "argumentNotAccepted")]
    [InlineData("setQuantities", "$key: String!", "$key: ID!", "variableMismatch")]
    [InlineData("orders", "$query: String!", "$query: Int", "variableMismatch")]
    [InlineData("order", "id: $id", "number: $id", "argumentNotAccepted")]
    public void A_wrong_field_argument_or_type_in_a_document_is_found(string name, string right, string wrong, string code)
    {
        SkipWithoutTheFile();
        var text = ShopifySamples.Documents.Single(d => d.Name == name).Text;
        Assert.Contains(right, text, StringComparison.Ordinal);
        var operation = GraphText.Operation(text.Replace(right, wrong, StringComparison.Ordinal));
        var variables = ShopifySamples.VariablesOf(operation);
        if (variables.ContainsKey("query"))
        {
            variables["query"] = null;
        }
        Assert.Equal(code, Assert.Throws<GraphRefusedException>(() => new GraphCheck(operation, variables, Vendor.Value).Run()).Code);
    }

    [Fact]
    public void A_wrong_member_of_a_write_is_found()
    {
        SkipWithoutTheFile();
        var operation = GraphText.Operation(ShopifyDocuments.SetQuantities.Text);
        var variables = ShopifySamples.VariablesOf(operation);
        variables["input"]!["ignoreCompareQuantity"] = true;
        Assert.Equal("INVALID_VARIABLE", Assert.Throws<GraphRefusedException>(() => new GraphCheck(operation, variables, Vendor.Value).Run()).Code);
    }

    [Fact]
    public void What_the_simulated_shop_knows_is_a_part_of_the_vendors_schema()
    {
        SkipWithoutTheFile();
        var (ours, theirs) = (ShopifySchema.Known, Vendor.Value);
        var wrong = new List<string>();
        foreach (var type in ours.Types)
        {
            foreach (var field in ours.Of(type)!.Values)
            {
                var known = theirs.Of(type)?.GetValueOrDefault(field.Name);
                if (known?.Type.ToString() != field.Type.ToString() || field.Arguments.Any(a => known.Arguments.GetValueOrDefault(a.Key)?.ToString() != a.Value.ToString()))
                {
                    wrong.Add($"{type}.{field.Name}");
                }
            }
        }
        wrong.AddRange(ours.Enumerations.SelectMany(e => ours.WordsOf(e)!.Where(w => theirs.WordsOf(e)?.Contains(w) != true).Select(w => $"{e}.{w}")));
        Assert.Empty(wrong);
    }

    private static void SkipWithoutTheFile()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Variable} names no folder with the vendors' files.");
        Assert.SkipUnless(System.IO.File.Exists(Path.Combine(folder!, File)), $"{Variable} has no file {File}.");
    }
}
