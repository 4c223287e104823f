"""Which titles tell of a correction, and which merely contain the word."""

import pytest

from registry.outputs.correction_titles import Said, said_by

CHANGED = {
    "RETRACTED: A sample effect in sample films": "retraction",
    "Retracted: Marathon Runner with Acute Hyponatremia: A Neurological Disorder": "retraction",
    "RETRACTED ARTICLE: A sample effect": "retraction",
    "RETRACTED CHAPTER: A sample effect": "retraction",
    "[Retracted] A sample effect": "retraction",
    "A sample effect (Retracted)": "retraction",
    "A sample effect [RETRACTED ARTICLE]": "retraction",
    "WITHDRAWN: A sample effect": "withdrawal",
    "Withdrawn paper: A sample effect": "withdrawal",
    "A sample effect (Withdrawn)": "withdrawal",
    "TEMPORARY REMOVAL: A sample effect": "removal",
    "REMOVED: A sample effect": "removal",
    "撤稿：量子比特的退相干": "retraction",
    "【已撤稿】量子比特的退相干": "retraction",
    "量子比特的退相干（撤稿）": "retraction",
}

NOTICES = {
    "Retraction: Grape Seed Proanthocyanidins Inhibit the Invasiveness of Cells": "retraction",
    "Retraction": "retraction",
    "Retraction to “A sample effect” [J. Sample 1 (2020) 1]": "retraction",
    "Retraction Note: A sample effect": "retraction",
    "Retraction Note to: A sample effect": "retraction",
    "Retraction notice to “A sample effect”": "retraction",
    "Notice of Retraction: A sample effect": "retraction",
    "Statement of Retraction: A sample effect": "retraction",
    "Partial Retraction: A sample effect": "partial_retraction",
    "撤稿声明": "retraction",
    "关于撤销《量子比特的退相干》一文的声明": "retraction",
    "Withdrawal notice to “A sample effect”": "withdrawal",
    "Expression of Concern: A sample effect": "expression_of_concern",
    "Editorial Expression of Concern for Sample et al.": "expression_of_concern",
    "Erratum": "erratum",
    "Errata": "erratum",
    "Erratum: Polaronic behavior of electrons on a liquid-helium film": "erratum",
    "Erratum to: Effects of Two-Step Anodization on Surface Wettability": "erratum",
    "Erratum to “Beyond the Definitions of the Phenotypic Complications”": "erratum",
    "Publisher’s Erratum: A sample effect": "erratum",
    "Corrigendum to “Comprehensive analysis” [Life Sci. 278 (2021) 119559]": "corrigendum",
    "Corrigenda: On Questions Raised by the Combination of Tests": "corrigendum",
    "Correction": "correction",
    "CORRECTIONS": "correction",
    "Correction: A comment on priors for Bayesian occupancy models": "correction",
    "Correction to: A sample effect": "correction",
    "Correction to “A sample effect”": "correction",
    "Author Correction: A sample effect": "correction",
    "Publisher Correction: A sample effect": "correction",
    "Treatment of Pain in Preterm Neonates Undergoing Line Placement—Correction": "correction",
    "Publisher’s Note: A sample effect [Phys. Rev. B 98, 104436 (2018)]": "correction",
    "Addendum to: A sample effect": "addendum",
    "勘误": "correction",
    "更正：量子比特的退相干": "correction",
}

NOTHING = (
    None,
    "",
    "Protein retraction in skeletal muscle",
    "Retraction of the tongue during speech",
    "Rapid Maxillary Anterior Teeth Retraction En Masse by Bone Compression: A Canine Model",
    "Evidence for nonlinear processes in fostering a North Pacific jet retraction",
    "Retracted and extended states of a soft robot",
    "How Should ECMO Initiation and Withdrawal Decisions Be Shared?",
    "Withholding or withdrawing invasive interventions may not accelerate time to death",
    "Correction of Caudal Septal Deviation and Deformity Using Nasal Septal Bone Grafts",
    "Corrections to scaling at the Anderson transition",
    "Correction to the Molière formula for multiple scattering",
    "Quantum error correction: an introductory guide",
    "Quantum error correction",
    "Error Correction",
    "Expression of HLA-E in transgenic mice",
    "Publisher's Note",
    "Publisher's Note: Introducing article numbering to Fungal Ecology",
    "The Genetics of Populations, with an addendum by a colleague",
    "撤稿现象的统计分析",
    "量子纠错中的更正方法",
)


@pytest.mark.parametrize(("title", "type_"), CHANGED.items())
def test_a_title_says_that_its_own_work_was_taken_back(title, type_):
    assert said_by(title) == Said("changed", type_)


@pytest.mark.parametrize(("title", "type_"), NOTICES.items())
def test_a_title_says_that_it_is_a_notice_about_another_work(title, type_):
    assert said_by(title) == Said("notice", type_)


@pytest.mark.parametrize("title", NOTHING)
def test_a_title_that_merely_contains_the_word_says_nothing(title):
    assert said_by(title) is None
