"""What an officer and an approver write about an award."""

from procurement.core.forms import FormButton, GovForm, LongTextField, RevisionMixin


class RecommendForm(GovForm):
    submit_label = "Recommend this award"
    guard = True

    reason = LongTextField(
        label="Reasons for the recommendation",
        words=500,
        help_text="Say what set this bid apart, by the published criteria. The approver reads it; so can a court. "
        "An empty line begins a new paragraph.",
        error_messages={"required": "Enter the reasons for the recommendation"},
    )


class AnswerForm(RevisionMixin, GovForm):
    """The approver's answer; which button was pressed says what it is. Its revision is the number of answers so far."""

    submit_label = "Approve the award"
    buttons = (FormButton("Return it to the officer", name="verdict", value="return"),)
    guard = True

    reason = LongTextField(
        label="Reason for your answer",
        words=300,
        help_text="Say what you checked. It is kept in the award report.",
        error_messages={"required": "Enter the reason for your answer"},
    )


class SetAsideForm(GovForm):
    submit_label = "Set the decision aside"

    reason = LongTextField(
        label="Why is the decision set aside?",
        words=300,
        help_text="The reason is kept in the tender's history. The lot can then be decided again.",
        error_messages={"required": "Enter the reason for setting the decision aside"},
    )
