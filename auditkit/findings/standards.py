"""What findings of several kinds are measured by."""

REVIEW = "财预〔2015〕88号对绩效目标审核的要求（完整性、相关性、适当性、可行性；条文未核对）"
REPEATABLE = "绩效评价应依据充分、口径一致、结果可复核"
