import pytest
from tests.workbooks import workbook

pytestmark = pytest.mark.browser


def test_look(page, sign_in, assert_accessible, tmp_path):
    sign_in("fuzhou-editor")
    good = tmp_path / "规划.xlsx"
    good.write_bytes(
        workbook(
            举措=[
                ["地址标识", "规划", "名称（中文）", "期限", "类型"],
                ["", "fuzhou-14", "一号工程", "2025年", "工程"],
                ["", "fuzhou-14", "二号工程", "2025", "工程"],
            ]
        )
    )
    bad = tmp_path / "错.xlsx"
    bad.write_bytes(
        workbook(
            举措=[
                ["地址标识", "规划", "名称（中文）", "期限", "类型"],
                ["", "fuzhou-14", "一号工程", "何时", "工程"],
                ["", "shenzhen-14", "二号工程", "2025", "别的"],
            ]
        )
    )
    for n, f in (("2", good), ("3", bad)):
        page.goto("/admin/exchange/")
        page.locator("input[type=file]").set_input_files(str(f))
        page.get_by_role("button", name="查看差异").click()
        page.screenshot(path=f"/tmp/h/ex{n}.png")
