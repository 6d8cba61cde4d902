using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace InventoryPortal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ListingGroup : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "GroupId",
                table: "Listings",
                type: "nvarchar(50)",
                maxLength: 50,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.CreateIndex(
                name: "IX_Listings_ChannelId_GroupId",
                table: "Listings",
                columns: new[] { "ChannelId", "GroupId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Listings_ChannelId_GroupId",
                table: "Listings");

            migrationBuilder.DropColumn(
                name: "GroupId",
                table: "Listings");
        }
    }
}
