"""What the tab of the tool models says of versions, and all of its sentences by language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ui.strings_labels import LABELS
from ui.strings_training import TRAINING

_VERSIONS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "versions_heading": ("Versions", "Versions", "Versiones", "版本"),
        "versions_none": (
            "No version of your own yet. The models that come along serve.",
            "Pas encore de version à vous. Les modèles fournis servent.",
            "Aún no hay versiones propias. Sirven los modelos incluidos.",
            "尚无自己的版本，目前使用随附的模型。",
        ),
        "versions_shipped": (
            "Models that come along",
            "Modèles fournis",
            "Modelos incluidos",
            "随附的模型",
        ),
        "version_id": ("Version", "Version", "Versión", "版本"),
        "version_tasks": ("Tasks", "Tâches", "Tareas", "任务"),
        "version_active": ("In use for", "En service pour", "En uso para", "正在用于"),
        "version_serves": ("In use", "En service", "En uso", "使用状态"),
        "version_active_now": ("in use", "en service", "en uso", "使用中"),
        "version_overruled": (
            "no: {id} serves instead",
            "non : {id} le remplace",
            "no: sirve {id} en su lugar",
            "否：由 {id} 代替",
        ),
        "card_english": (
            "This card is in English.",
            "Le détail de cette fiche est en anglais.",
            "El detalle de esta ficha está en inglés.",
            "此模型卡的细节为英文。",
        ),
        "version_method": ("Method", "Méthode", "Método", "方法"),
        "version_made": ("Made", "Créée", "Creada", "创建时间"),
        "version_score": ("Score", "Score", "Puntuación", "得分"),
        "version_card": ("Card", "Fiche", "Ficha", "模型卡"),
        "version_pick": ("Version to judge", "Version à juger", "Versión que juzgar", "要评估的版本"),
        "promote": ("Promote", "Mettre en service", "Poner en uso", "启用"),
        "roll_back": (
            "Roll back",
            "Revenir en arrière",
            "Volver atrás",
            "回退",
        ),
        "delete": ("Delete", "Supprimer", "Eliminar", "删除"),
        "confirm_promote": (
            "Promote all the same",
            "Mettre en service malgré tout",
            "Poner en uso de todos modos",
            "仍然启用",
        ),
        "confirm_delete": (
            "Yes, delete it",
            "Oui, la supprimer",
            "Sí, eliminarla",
            "确认删除",
        ),
        "no_version": (
            "Choose a version first.",
            "Choisissez d’abord une version.",
            "Elija primero una versión.",
            "请先选择版本。",
        ),
        "promoted": (
            "{id} is now in use for {tasks}.",
            "{id} est maintenant en service pour {tasks}.",
            "{id} está ahora en uso para {tasks}.",
            "{id} 现已用于 {tasks}。",
        ),
        "refused_worse": (
            "Not promoted: on the same test rows this version is worse than the one in use, by more "
            "than chance.",
            "Pas mise en service : sur les mêmes lignes de test, cette version est moins bonne que celle en "
            "service, au-delà du hasard.",
            "No se puso en uso: en las mismas filas de prueba esta versión es peor que la que está "
            "en uso, más "
            "allá del azar.",
            "未启用：在相同的测试数据上，此版本比正在使用的版本差，且差异超出偶然范围。",
        ),
        "refused_unknown": (
            "Not promoted: nothing shows that this version is no worse than the one in use.",
            "Pas mise en service : rien ne montre que cette version n’est pas moins bonne que celle "
            "en service.",
            "No se puso en uso: nada muestra que esta versión no sea peor que la que está en uso.",
            "未启用：没有证据表明此版本不比正在使用的版本差。",
        ),
        "refused_how": (
            "Train it further, or click “Promote all the same”.",
            "Entraînez-la davantage, ou cliquez sur « Mettre en service malgré tout ».",
            "Siga entrenándola, o pulse «Poner en uso de todos modos».",
            "请继续训练，或点击“仍然启用”。",
        ),
        "rolled_back": (
            "The last promotion is undone. In use now: {what}.",
            "La dernière mise en service est annulée. En service : {what}.",
            "La última puesta en uso se ha deshecho. En uso ahora: {what}.",
            "已撤销上次启用。现在使用：{what}。",
        ),
        "rolled_back_none": (
            "The last promotion is undone. The models that come along serve.",
            "La dernière mise en service est annulée. Les modèles fournis servent.",
            "La última puesta en uso se ha deshecho. Sirven los modelos incluidos.",
            "已撤销上次启用。现在使用随附的模型。",
        ),
        "delete_sure": (
            "Delete {id}? It cannot be brought back.",
            "Supprimer {id} ? Elle ne pourra pas être récupérée.",
            "¿Eliminar {id}? No se podrá recuperar.",
            "删除 {id}？此操作无法恢复。",
        ),
        "deleted": ("{id} is deleted.", "{id} est supprimée.", "{id} se ha eliminado.", "{id} 已删除。"),
        "compare_heading": (
            "Before and after: {id}",
            "Avant et après : {id}",
            "Antes y después: {id}",
            "前后对比：{id}",
        ),
        "compare_why": (
            "On the same test rows, with 95 % intervals.",
            "Sur les mêmes lignes de test, avec intervalles à 95 %.",
            "En las mismas filas de prueba, con intervalos del 95 %.",
            "基于相同的测试数据，附 95% 区间。",
        ),
        "compare_none": (
            "This version has no scores: its test part was too small to tell.",
            "Cette version n’a pas de scores : sa partie de test était trop petite.",
            "Esta versión no tiene puntuaciones: su parte de prueba era demasiado pequeña.",
            "此版本没有得分：测试部分太小，无法判断。",
        ),
        "compare_task": ("Task", "Tâche", "Tarea", "任务"),
        "compare_measure": ("Measure", "Mesure", "Medida", "指标"),
        "compare_rows": ("Rows", "Lignes", "Filas", "行数"),
        "compare_majority": (
            "Most frequent label",
            "Étiquette la plus fréquente",
            "Etiqueta más frecuente",
            "最常见标签",
        ),
        "compare_frozen": ("Frozen encoder", "Encodeur figé", "Codificador congelado", "冻结编码器"),
        "compare_active": ("In use then", "En service alors", "En uso entonces", "当时使用的版本"),
        "compare_new": ("This version", "Cette version", "Esta versión", "此版本"),
        "compare_change": ("Change", "Écart", "Cambio", "变化"),
        "change_better": ("better", "meilleure", "mejor", "更好"),
        "change_worse": ("worse", "moins bonne", "peor", "更差"),
        "change_same": ("no clear change", "pas d’écart net", "sin cambio claro", "无明显变化"),
    }
)
MODELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        language: MappingProxyType(
            {key: row[at] for table in (TRAINING, _VERSIONS, LABELS) for key, row in table.items()}
        )
        for at, language in enumerate(("en", "fr", "es", "zh"))
    }
)
"""The sentences of the tab, by language."""
