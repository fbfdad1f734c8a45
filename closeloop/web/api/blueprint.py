"""The API itself: where every resource registers what it answers."""

from closeloop.web.api.frame import Api

api = Api("api", __name__, url_prefix="/api/v1")
