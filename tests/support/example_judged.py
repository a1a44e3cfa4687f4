"""The findings of the shipped example as a reviewer judged them one by one: none is false."""

# Why each stands as it does: 正当 sound as it was; 补记 missing then; the rest say what was unfair.
SOUND, ADDED = "正当", "补记"
OPEN, PROXY, CONVENTION, SHORT = "不能断定", "以支出代替工作", "规则包的约定", "只是简称"

JUDGED: dict[tuple[str, str], tuple[str, str]] = {
    ("S01", "年度主要任务"): ("一般", SOUND),
    **{("S04", name): ("重要", SOUND) for name in (
        "牵头单位工作完成率", "企业满意度", "高层次领军人才数量", "硕士和博士人才数量")},
    **{("S05", name): ("重要", SOUND) for name in ("“三公经费”变动率", "厉行节约支出变动率")},
    **{("S06", name): ("一般", SOUND) for name in ("项目库管理完整性", "国库集中支付合规性")},
    **{("S07", name): ("一般", SOUND) for name in (
        "重大教育专项资金完成率", "学生资助项目完成率", "设备购置计划完成率",
        "改善学校办学条件完成率", "办美好教育满意度", "学校内涵发展、教育教学水平提高率",
        "总体成本节约率", "培训计划执行率")},
    **{("S08", name): ("一般", SOUND) for name in ("高级职称人才比重", "预算执行率")},
    **{("S26", name): ("提示", SHORT) for name in (
        "牵头单位工作完成率", "厉行节约支出变动率", "政府采购执行率")},
    **{("S09", name): ("重要", SOUND) for name in (
        "重要改革事项1", "重要改革事项2", "重点创新事项1", "重点创新事项2")},
    **{("S10", name): ("重要", SOUND) for name in ("城乡义务教育保障工作", "外聘教师工作")},
    ("S15", "目标3"): ("一般", SOUND),
    ("S20", "定量指标"): ("提示", SOUND),
    **{("R01", name): ("重要", SOUND) for name in (
        "预算编制完整性", "预算调整率", "内控制度有效性", "信息化建设成效",
        "离退休人员经费变动率")},
    ("R17", "设备购置计划完成率"): ("一般", PROXY),
    ("R18", "国库集中支付合规性"): ("一般", CONVENTION),
    **{("R04", name): ("提示", OPEN) for name in (
        "结转结余变动率", "群众满意度", "办美好教育满意度", "对口部门满意度",
        "外部监督部门满意度")},
    ("R08", "社会组织满意度"): ("一般", SOUND),
    **{("R10", name): ("一般", SOUND) for name in (
        "提前启动项目库准备工作", "学前教育发展专项工作")},
    **{("R11", name): ("一般", SOUND) for name in (
        "“千人教育名家”培育工程", "各类培训及师德建设工作")},
    ("Y03", "厉行节约总额"): ("提示", SOUND),
    ("R20", "预算执行数"): ("一般", ADDED),
    ("R21", "累计结转结余资金总额"): ("提示", ADDED),
    ("S27", "学校内涵发展、教育教学水平提高率"): ("一般", ADDED),
    ("S28", "产出指标"): ("一般", ADDED),
}  # fmt: skip
