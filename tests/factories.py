"""Plain factories, one for each model that tests start from; nothing surprising happens in them."""

import factory
from factory.django import DjangoModelFactory

from procurement.accounts.models import Person
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.tenders.models import Lot, LotStage, Stage, Tender, TenderGrant


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person Number {n}")


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = Organisation.Kind.AUTHORITY
    name = factory.Sequence(lambda n: f"Council {n}")


class SupplierFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = Organisation.Kind.SUPPLIER
    name = factory.Sequence(lambda n: f"Supplier {n}")


class OrganisationGrantFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationGrant

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(AuthorityFactory)
    role = OrganisationGrant.Role.OFFICER


class TenderFactory(DjangoModelFactory):
    class Meta:
        model = Tender

    authority = factory.SubFactory(AuthorityFactory)
    reference = factory.Sequence(lambda n: f"REF-{n}")
    title = "Supported accommodation for care leavers"


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    tender = factory.SubFactory(TenderFactory)


class LotFactory(DjangoModelFactory):
    class Meta:
        model = Lot

    tender = factory.SubFactory(TenderFactory)
    number = 1
    title = "North of the city"


class LotStageFactory(DjangoModelFactory):
    class Meta:
        model = LotStage

    lot = factory.SubFactory(LotFactory)
    stage = factory.SubFactory(StageFactory, tender=factory.SelfAttribute("..lot.tender"))


class TenderGrantFactory(DjangoModelFactory):
    class Meta:
        model = TenderGrant

    person = factory.SubFactory(PersonFactory)
    tender = factory.SubFactory(TenderFactory)
    role = TenderGrant.Role.EVALUATOR
