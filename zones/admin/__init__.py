"""The stock Django admin, one file per subject."""

from django.contrib import admin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from .exchange import exchange_urls
from .indicator import IndicatorAdmin as IndicatorAdmin
from .indicator import ObservationAdmin as ObservationAdmin
from .indicator import TargetAdmin as TargetAdmin
from .initiative import InitiativeAdmin as InitiativeAdmin
from .initiative import MilestoneAdmin as MilestoneAdmin
from .initiative import ProgressUpdateAdmin as ProgressUpdateAdmin
from .people import AccountAdmin as AccountAdmin
from .plan import GoalAdmin as GoalAdmin
from .plan import PeriodAdmin as PeriodAdmin
from .plan import PlanAdmin as PlanAdmin
from .plan import PlanTierAdmin as PlanTierAdmin
from .review import review_urls
from .source import OrganisationAdmin as OrganisationAdmin
from .source import PersonAdmin as PersonAdmin
from .source import SourceAdmin as SourceAdmin
from .theme import ThemeAdmin as ThemeAdmin
from .tokens import ApiTokenAdmin as ApiTokenAdmin
from .tools import tool_urls
from .zone import ZoneAdmin as ZoneAdmin

admin.site.pages = (review_urls, tool_urls, exchange_urls)
admin.site.site_title = _("Zone plan tracker")
admin.site.site_header = _("Zone plan tracker: data entry")
admin.site.index_title = _("Records")
admin.site.site_url = reverse_lazy("home")  # in the language of the page
