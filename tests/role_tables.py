"""Who may do what, as tables: a row for a method and a route, a column for a role, by area and state of the record.

login    asked to sign in        shown    it is on the page        done     it is changed, and no other area is
403 404  refused                 hidden   it is not on the page    refused  the page again, nothing is changed
ok       a page, or a file       index    led away, as though      on       led on, nothing is changed
                                          there was nothing
"""

from tests.roles import ROLES, SHARED, STATES, ZONE_RECORDS, User
from zones import models

BY_AREA = (
    *("anonymous", "nobody"),
    *("editor draft", "editor public", "editor other"),
    *("reviewer draft", "reviewer public", "reviewer other"),
    "superuser",
)


def table(text, columns=BY_AREA):
    """Return the rows of a table: what must come of a method and a page, by column; `a/b` is of draft and public."""
    rows = {}
    for line in text.strip().splitlines():
        method, page, *cells = line.replace("|", " ").split()
        rows[method, page] = dict(zip(columns, cells, strict=True))
    return rows


def word_for(row, role, area, state):
    """Return what a row says of a person and a record; a table without areas has one column a role."""
    word = row[role] if role in row else row[f"{role} {state if area == 'own' else area}"]
    return word.split("/")[STATES.index(state)] if "/" in word else word


#                    anonymous  nobody | editor: draft public other | reviewer: draft public other | superuser
OF_AN_AREA = table("""
    GET  changelist  login      403    | shown   shown   hidden     | shown   shown   hidden       | shown
    POST changelist  login      403    | done    403     on         | done    done    on           | done
    GET  add         login      403    | ok      ok      ok         | ok      ok      ok           | ok
    POST add         login      403    | done    done    refused    | done    done    refused      | done
    GET  change      login      403    | ok      ok      index      | ok      ok      index        | ok
    POST change      login      403    | done    done    index      | done    done    index        | done
    GET  delete      login      403    | ok      403     index      | ok      ok      index        | ok
    POST delete      login      403    | done    403     index      | done    done    index        | done
    GET  history     login      404    | ok      ok      404        | ok      ok      404          | ok
    POST history     login      404    | refused refused 404        | refused refused 404          | refused
    GET  version     login      404    | ok      ok      404        | ok      ok      404          | ok
    POST version     login      404    | done    done    404        | done    done    404          | done
    GET  old         login      on     | on      on      on         | on      on      on           | on
    POST old         login      on     | on      on      on         | on      on      on           | on
""")
# What is of no area:  anonymous  nobody  editor   reviewer  superuser
SHARED_BY_ALL = table(
    """
    GET  changelist  login      403     shown    shown     shown
    POST changelist  login      403     refused  done      done
    GET  add         login      403     ok       ok        ok
    POST add         login      403     done     done      done
    GET  change      login      403     ok       ok        ok
    POST change      login      403     403      done      done
    GET  delete      login      403     403      ok        ok
    POST delete      login      403     403      done      done
    GET  history     login      403     ok       ok        ok
    POST history     login      403     refused  refused   refused
    GET  version     login      403     ok       ok        ok
    POST version     login      403     403      done      done
    GET  old         login      on      on       on        on
    POST old         login      on      on       on        on
""",
    ROLES,
)
AREA_ITSELF = table("""
    GET  changelist  login      403    | shown   shown   hidden     | shown   shown   hidden       | shown
    POST changelist  login      403    | refused refused refused    | refused refused refused      | refused
    GET  add         login      403    | 403     403     403        | 403     403     403          | ok
    POST add         login      403    | 403     403     403        | 403     403     403          | done
    GET  change      login      403    | ok      ok      index      | ok      ok      index        | ok
    POST change      login      403    | 403     403     403        | done    done    index        | done
    GET  delete      login      403    | 403     403     403        | 403     403     403          | ok
    POST delete      login      403    | 403     403     403        | 403     403     403          | refused
    GET  history     login      404    | ok      ok      404        | ok      ok      404          | ok
    POST history     login      404    | refused refused 404        | refused refused 404          | refused
    GET  version     login      404    | ok      ok      404        | ok      ok      404          | ok
    POST version     login      404    | 403     403     404        | done    done    404          | done
    GET  old         login      on     | on      on      on         | on      on      on           | on
    POST old         login      on     | on      on      on         | on      on      on           | on
""")
PERIOD = table(
    """
    GET  changelist  login      403     shown    shown     shown
    POST changelist  login      403     refused  refused   refused
    GET  add         login      403     403      403       ok
    POST add         login      403     403      403       done
    GET  change      login      403     ok       ok        ok
    POST change      login      403     403      403       done
    GET  delete      login      403     403      403       ok
    POST delete      login      403     403      403       refused
    GET  history     login      403     ok       ok        ok
    POST history     login      403     refused  refused   refused
    GET  version     login      403     ok       ok        ok
    POST version     login      403     403      403       done
    GET  old         login      on      on       on        on
    POST old         login      on      on       on        on
""",
    ROLES,
)
PEOPLE = table(
    """
    GET  changelist  login      403     403      403       shown
    POST changelist  login      403     403      403       on
    GET  add         login      403     403      403       ok
    POST add         login      403     403      403       done
    GET  change      login      403     403      403       ok
    POST change      login      403     403      403       done
    GET  delete      login      403     403      403       ok
    POST delete      login      403     403      403       done
    GET  history     login      403     403      403       ok
    POST history     login      403     403      403       refused
    GET  password    login      403     403      403       ok
    POST password    login      403     403      403       refused
    GET  old         login      on      on       on        on
    POST old         login      on      on       on        on
""",
    ROLES,
)
TABLES = (
    dict.fromkeys(ZONE_RECORDS, OF_AN_AREA)
    | dict.fromkeys(SHARED, SHARED_BY_ALL)
    | {models.Zone: AREA_ITSELF, models.Period: PERIOD, User: PEOPLE}
)

# --- what stands beside the records in the admin ----------------------------------------------------

#                                       anonymous nobody   editor   reviewer superuser
BESIDE = table(
    """
    GET  admin:index                    login     ok       ok       ok       ok
    POST admin:index                    login     refused  refused  refused  refused
    GET  admin:app_list                 login     404      ok       ok       ok
    POST admin:app_list                 login     404      refused  refused  refused
    GET  admin:login                    ok        index    index    index    index
    POST admin:login                    refused   refused  refused  refused  refused
    GET  admin:logout                   index     405      405      405      405
    POST admin:logout                   index     refused  refused  refused  refused
    GET  admin:password_change          login     ok       ok       ok       ok
    POST admin:password_change          login     refused  refused  refused  refused
    GET  admin:password_change_done     login     ok       ok       ok       ok
    POST admin:password_change_done     login     405      405      405      405
    GET  admin:jsi18n                   login     ok       ok       ok       ok
    POST admin:jsi18n                   login     405      405      405      405
    GET  admin:zones_plan_propose_tiers login     403      ok       ok       ok
    POST admin:zones_plan_propose_tiers login     403      refused  refused  refused
    GET  admin:review                   login     403      403      ok       ok
    POST admin:review                   login     405      405      405      405
    GET  admin:merge                    login     403      403      ok       ok
    POST admin:merge                    login     403      403      done     done
    GET  admin:source_file              login     403      404      404      404
    POST admin:source_file              login     405      405      405      405
    GET  admin:exchange                 login     403      ok       ok       ok
    POST admin:exchange                 login     405      405      405      405
    GET  admin:exchange_plan_template   login     403      ok       ok       ok
    POST admin:exchange_plan_template   login     405      405      405      405
    GET  admin:exchange_template        login     403      ok       ok       ok
    POST admin:exchange_template        login     405      405      405      405
    GET  admin:exchange_import          login     403      on       on       on
    POST admin:exchange_import          login     403      400      400      400
    GET  admin:exchange_confirm         login     405      405      405      405
    POST admin:exchange_confirm         login     403      on       on       on
    GET  admin:exchange_errors          login     405      405      405      405
    POST admin:exchange_errors          login     403      404      404      404
    GET  admin:(?P<url>.*)$             login     404      404      404      404
    POST admin:(?P<url>.*)$             login     404      404      404      404
    GET  admin:zones_apitoken_changelist login 403   403      403      hidden
    POST admin:zones_apitoken_changelist login 403   403      403      refused
    GET  admin:zones_apitoken_add       login     403      403      403      403
    POST admin:zones_apitoken_add       login     403      403      403      403
    GET  admin:zones_apitoken_change    login     403      403      403      ok
    POST admin:zones_apitoken_change    login     403      403      403      403
    GET  admin:zones_apitoken_delete    login     403      403      403      ok
    POST admin:zones_apitoken_delete    login     403      403      403      done
    GET  admin:zones_apitoken_history   login     403      403      403      ok
    POST admin:zones_apitoken_history   login     403      403      403      refused
    GET  tokens                         login     403      ok       ok       ok
    POST tokens                         login     403      done     done     done
    GET  admin_password_reset           ok        ok       ok       ok       ok
    POST admin_password_reset           on        on       on       on       on
    GET  password_reset_done            ok        ok       ok       ok       ok
    POST password_reset_done            405       405      405      405      405
    GET  password_reset_confirm         ok        ok       ok       ok       ok
    POST password_reset_confirm         refused   refused  refused  refused  refused
    GET  password_reset_complete        ok        ok       ok       ok       ok
    POST password_reset_complete        405       405      405      405      405
""",
    ROLES,
)
#                            anonymous nobody | editor: draft public other | reviewer: draft public other | superuser
WITH_RECORD = table("""
    GET  admin:clone_plan       login     404    | ok      ok      404        | ok      ok      404          | ok
    POST admin:clone_plan       login     404    | done    done    404        | done    done    404          | done
    GET  admin:report_selected  login     403    | ok      ok      403        | ok      ok      403          | ok
    POST admin:report_selected  login     403    | done    done    403        | done    done    403          | done
    GET  admin:progress         login     403    | shown   shown   hidden     | shown   shown   hidden       | shown
    POST admin:progress         login     403    | done    done    refused    | done    done    refused      | done
    GET  admin:review_decide    login     405    | 405     405     405        | 405     405     405          | 405
    POST admin:review_decide    login     404    | 403     403     404        | done    done    404          | done
    GET  admin:exchange_plan    login     403    | ok      ok      404/ok     | ok      ok      404/ok       | ok
    POST admin:exchange_plan    login     405    | 405     405     405        | 405     405     405          | 405
    GET  admin:exchange_export  login     403    | shown   shown   hidden/shown | shown shown   hidden/shown | shown
    POST admin:exchange_export  login     405    | 405     405     405        | 405     405     405          | 405
    GET  admin:autocomplete     login     403    | shown   shown   hidden     | shown   shown   hidden       | shown
    POST admin:autocomplete     login     405    | 405     405     405        | 405     405     405          | 405
""")

# --- what the public reads: the same for everybody, signed in or not --------------------------------
# The API asks for a token and looks at no session; what it lets whom write stands in test_api_roles.py.

#                     public   draft
PAGES = table(
    """
    GET  page         ok       404
    POST page         refused  404
    GET  api          ok       404
    POST api          405      405
    GET  collection   ok       404
    POST collection   401      401
    GET  writing      405      405
    POST writing      401      401
    GET  machine      ok       404
    POST machine      405      405
""",
    STATES[::-1],
)


# --- what is done to the records selected in a list -------------------------------------------------

#                                  nobody | editor: draft public other | reviewer: draft public other | superuser
ACTIONS = table("""
    POST _submit          login    403    | done    on      on         | done    on      on           | done/on
    POST _publish         login    403    | on      on      on         | done    on      on           | done/on
    POST _withdraw        login    403    | on      on      on         | on      done    on           | on/done
    POST _reopen          login    403    | on      on      on         | on      on      on           | on
    POST clone_selected   login    403    | on      on      on         | on      on      on           | on
    POST report_selected  login    403    | on      on      on         | on      on      on           | on
""")
