using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.Data.SqlClient;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>Commands that are bound anew for the next row.</summary>
public sealed class RowShapeTests
{
    [Fact]
    public void A_longer_value_in_the_place_of_a_short_one_is_not_cut_on_SQL_Server()
    {
        using var db = OfflineSqlServer.Create();
        var body = RowShape.Of(db, typeof(InboundEventRow)).Find(nameof(InboundEventRow.Body));
        using var command = new SqlCommand();
        RowShape.Set(command, 0, body, new byte[10]);
        var longer = new byte[20_000];

        RowShape.Set(command, 0, body, longer);

        var parameter = Assert.IsType<SqlParameter>(Assert.Single(command.Parameters.Cast<object>()));
        Assert.Same(longer, parameter.Value);
        Assert.True(parameter.Size is -1 or >= 20_000, $"The parameter has room for {parameter.Size} bytes.");
    }
}
