using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace InventoryPortal.Persistence.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 50,
                nullable: true);

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
